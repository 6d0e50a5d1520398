#pragma once
// The report as one page that needs nothing else: style, script, drawings and captures are in it.
//
// Runs stand by verdict, what wants to be looked at first; each is folded below its line. The script only
// filters and unfolds: without it all can be read. Every text goes through html_text.h, and the page's own
// policy lets a browser load nothing from anywhere.

#include <memory>

#include "report/report.h"

namespace shakedown {

std::unique_ptr<Report> make_html_report();

}  // namespace shakedown
