#pragma once
// A ladder drawn as SVG, for a page.

#include "report/html_text.h"
#include "report/ladder_rows.h"

namespace shakedown {

// Like the one drawn with characters (ladder.h), with each segment's text above its arrow. Nothing is told by
// colour alone: what went wrong has its `!` and its words. Of a very long ladder the middle is left out.
// Brackets, which no run's ladder has, are not drawn.
void add_ladder_svg(Element parent, const Ladder& ladder);

}  // namespace shakedown
