# The run $name (all when it is "") of a JSON report as `tshark -T fields` shows its capture: one line a packet,
# fields apart by tabs, comments by ^. It is written anew from the descriptions in src/report, and shares no
# code with them.
def hex4: [(./4096|floor), (./256|floor), (./16|floor), .] | map(. % 16 | "0123456789abcdef"[.:.+1]) | join("");
def flags: split("-") | map({"FIN": 1, "SYN": 2, "RST": 4, "PSH": 8, "ACK": 16, "URG": 32, "ECE": 64,
  "CWR": 128, "AE": 256, "NOFLAGS": 0}[.]) | add;
def three: "00" + tostring | .[-3:];
def milliseconds: (. * 1000000 + 0.0005 | floor) as $us | "\($us / 1000 | floor).\($us % 1000 | three)";
def behind($name; $text): if $name == "" then $text else $name + ": " + $text end;
def or_nothing: if . == "" then "nothing" else . end;

def step_comment($run; $step; $outcome):
  if $step == null then $outcome
  else $run.steps[$step - 1] as $s
    | "step \($step), \($outcome): \($s.text) (\($s.file):\($s.line), "
      + (if $s.prelude == "" then $run.id else $s.prelude end) + ")"
  end;
def outcome:
  if .direction == "sent" then "sent"
  elif .direction == "lost" then "lost, it never left"
  elif .refused then "refused"
  elif .allowed then "allowed beside it"
  elif .step == null then "no step took it"
  elif .unseen then "matched, unseen"
  else "matched" end;
def failure_comments:
  .summary,
  (if .expected == "" then empty else "expected \(.expected), got \(.received | or_nothing)" end),
  (.rows[] | select(.differs)
    | "\(.field): expected \(.expected | or_nothing), got \(.received | or_nothing)");
def packet_comments($run):
  step_comment($run; .refused // .step; outcome),
  (behind(.connection; .text) + (if .name == "" then "" else " as " + .name end)),
  (if .refused and $run.failure then ($run.failure | failure_comments) else empty end);
# What happened beside the packets, without its first word.
def event_comment($run):
  "at \(.time | milliseconds) ms" + (if .step then ", step \(.step)" else "" end) + ": "
  + if .kind == "call" then
      "call " + behind(.socket; .text + if .outcome == "started" then " starts" else " = " + .outcome end)
    elif .kind == "state" then "state " + behind(.connection; .state)
    elif .kind == "info" then "info " + behind(.connection; "\(.field) = \(.value)")
    elif .kind == "note" then "note " + .text
    else $run.steps[.step - 1] as $s
      | "step \(.outcome): \($s.text)  (\($s.file):\($s.line):\($s.column))"
        + if .detail == "" then "" else "  " + .detail end
    end;

# Every packet that has a line: the event, its own time and octets, which fragment it is.
def frames:
  ([.] + (.fragments // [])) as $all | range($all | length) as $i
  | . + {at: $all[$i].timestamp_ns, octets: $all[$i].raw, number: ($i + 1), of: ($all | length)};
def story($run):
  reduce $run.trace[] as $event ({frames: [], beside: [], behind: []};
    if $event.kind == "segment" then
      .beside as $beside
      | .frames += [$event | frames | . + {comments: ([packet_comments($run)]
          + (if .of > 1 then ["fragment \(.number) of \(.of)"] else [] end)
          + (if .number == 1 then $beside | map("before, " + .) else [] end))}]
      | .beside = []
    elif $event.kind == "step" and $event.outcome == "passed" and $event.detail == "" then .
    else .beside += [$event | event_comment($run)] end)
  | if .frames == [] then . else .frames[-1].comments += (.beside | map("after, " + .)) end
  | .frames | sort_by(.at);
def tcp_fields:
  if .packet.kind != "tcp" or .of > 1 then range(9) | ""
  else .packet
    | .source_port, .destination_port, "0x" + (.flags | flags | hex4), .seq, .ack, .length, .window, .urgent,
      (if .checksum_good then 1 else 0 end)
  end;

.runs[] | select($name == "" or .run == $name) | . as $run | story($run)[]
| [(.at[:-9] + "." + .at[-9:]), $run.run, (if .direction == "arrived" then "1" else "2" end),
   .packet.ip.source, .packet.ip.destination, tcp_fields, (.comments | join("^"))]
| map(tostring) | join("\t")
