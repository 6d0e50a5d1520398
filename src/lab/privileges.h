#pragma once
// Giving privilege up, and taking a user namespace's where there is none.

#include "shakedown/lab.h"

namespace shakedown {

// For good: runs on as the user who called sudo, or, called by root itself, as root without any capability.
// Never gains one again.
Outcome<void> drop_privileges();

// Into a user namespace of our own, in which this user is root. 0 or errno.
int make_user_namespace();
// The same, and into a network namespace of its own.
Outcome<void> enter_user_namespace();

// May this process make network namespaces as it is?
bool may_make_namespaces();

}  // namespace shakedown
