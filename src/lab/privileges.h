#pragma once
// Giving privilege up, and taking a user namespace's where there is none.

#include "shakedown/lab.h"

namespace shakedown {

// For good: runs on as the user who called sudo, or, called by root itself, as root without any capability.
// Never gains one again.
Outcome<void> drop_privileges();

// Into user and network namespaces of our own, in which this user is root. What is wrong is said in one line,
// with what to do about it.
Outcome<void> enter_user_namespace();

// May this process make network namespaces as it is?
bool may_make_namespaces();

}  // namespace shakedown
