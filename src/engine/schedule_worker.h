#pragma once
// What one worker thread does: takes runs from the board, makes a lab for each attempt, carries it out.

#include "engine/schedule.h"
#include "engine/schedule_board.h"

namespace shakedown {

// Works until the board has nothing more. Never throws.
void work(ScheduleBoard& board, unsigned worker, const WorkerFactory& workers, const RunFunction& run);

}  // namespace shakedown
