#pragma once
// The commands. Each answers the exit code.

#include "cli/options.h"

namespace shakedown {

int run_command(const Options& options);
int check_command(const Options& options);
int list_command(const Options& options);
int show_command(const Options& options);
int record_command(const Options& options);
int schema_command(const Options& options);
int diff_command(const Options& options);
int merge_command(const Options& options);
int doctor_command(const Options& options);
int new_command(const Options& options);
int completion_command(const Options& options);
int man_command();
int help_command(const Options& options);
int version_command();

}  // namespace shakedown
