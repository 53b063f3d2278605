#pragma once

// Programs that are wrong on purpose, each in one way: what stands between the program and its world is
// tampered with.

#include "sim/process.hpp"

namespace rolecall::testing {

using sim::tampering;

tampering asks_for_more_than_planned(); ///< V1: a new role allows more than the plan says
tampering takes_failures_for_nothing(); ///< V2: a list that cannot be read counts as empty
tampering forgets_the_last();           ///< V3: the last operation is never done
tampering plans_too_little();           ///< V3: nor is it planned, so that the end seems reached
tampering repeats_lost_writes();        ///< V4: what got no answer is sent again
tampering never_rests();                ///< V5: every second plan that should be empty is the one before
tampering ignores_phantoms();           ///< V6: nothing waits for what would be in neither state
tampering gives_before_it_takes();      ///< V6: a plan that revokes first is carried out like any other
tampering ignores_owners();             ///< V7: an owner goes although no other came
tampering ignores_pauses();             ///< V8: after a 429 it asks again at once
tampering waits_on();                   ///< V9: a deadline passes unnoticed
tampering reports_success();            ///< V10: whatever came of it
tampering shows_the_key();              ///< V11
tampering keeps_the_key();              ///< V11, for a moment, in a file
tampering syncs_nothing();              ///< V12: its intents may be gone when it dies
tampering writes_intents_late();        ///< V12: the request is on its way before
tampering takes_doubt_for_done();       ///< V12: what nobody heard is said to be confirmed
tampering writes_no_answers();          ///< V12: what was heard is in doubt
tampering settles_nothing();            ///< V12: journals of runs that died stay open
tampering notes_no_debts();             ///< V6: who was made a member in passing stays one
tampering rests_on_nothing();           ///< V1: whatever has become of what a saved plan rests on

} // namespace rolecall::testing
