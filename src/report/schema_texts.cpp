#include "report/schema_texts.h"

#include <map>

#include "scenario/vocabulary.h"

namespace shakedown {
namespace {

using Texts = std::map<std::string, SchemaText>;

SchemaText find(const Texts& texts, const std::string& word) {
  const auto found = texts.find(word);
  return found == texts.end() ? SchemaText{} : found->second;
}

}  // namespace

SchemaText schema_text_of_key(const std::string& key) {
  static const Texts texts{
      {"name", {"What the scenario shows, in one line."}},
      {"about", {"What happens and why, for somebody who learns TCP from it, and where the RFC says so."}},
      {"covers", {"Requirements that it tests: labels, rows of the state machine or sections of RFCs."}},
      {"tags", {"Words for --filter and --exclude. `slow` can wait 5 s, `very-slow` 60 s.", {"slow"}}},
      {"family", {"4 or 6; both when the key is left out."}},
      {"given",
       {"The state to start from: the prelude of that name. A list makes a run of each.",
        {"LISTEN", "SYN-SENT", "SYN-RECEIVED", "ESTABLISHED", "ESTABLISHED active", "FIN-WAIT-1",
         "FIN-WAIT-2", "CLOSE-WAIT", "CLOSING", "LAST-ACK", "TIME-WAIT"}}},
      {"with",
       {"Our window and our SYN's options, for the whole run.",
        {"win=2000 <mss link>", "<mss link, sackOK, ts now 0>"}}},
      {"isn", {"Our initial sequence number."}},
      {"connections", {"Several connections: a name for each, and its ports, number, prelude."}},
      {"lab", {"A lab other than the usual one.", {"quickack", "rto-min 10ms", "mtu 1280"}}},
      {"sysctl", {"Settings of the target, by their full names: set, or the run is skipped."}},
      {"sysctl-where-known", {"The same, set only where the kernel has them."}},
      {"matrix", {"Lists of values; a run for each combination, in which $name stands for the value."}},
      {"variants", {"One run each; the keys below a name replace the file's."}},
      {"known", {"Stacks that are known to fail, `linux<6.12` say, and the reason."}},
      {"needs", {"What the run cannot do without; where it is missing, the run is skipped."}},
      {"service", {"Which common service does what the calls say, where no agent makes them."}},
      {"steps", {"What happens, in order: a list with one key and one line each."}},
      {"shakedown", {"The version of the language."}}};
  return find(texts, key);
}

SchemaText schema_text_of_connection_key(const std::string& key) {
  static const Texts texts{{"sport", {"Our port; one is chosen when it is left out."}},
                           {"dport", {"The target's port: 8080, or what its application bound."}},
                           {"isn", {"Our initial sequence number on this connection."}},
                           {"with", {"Our window and our SYN's options on this connection."}},
                           {"given", {"The state in which this connection starts."}},
                           {"same-tuple", {"The name of the connection whose ports it shares."}}};
  return find(texts, key);
}

SchemaText schema_text_of_step(const std::string& word) {
  static const std::vector<std::string> sent{"SYN", "ACK", "PSH-ACK len=100", "FIN-ACK", "RST"};
  static const std::vector<std::string> expected{"SYN-ACK", "ACK", "PSH-ACK len=100", "FIN-ACK", "RST-ACK"};
  static const Texts texts{
      {"send", {"Sends a segment now. What is not written is as a correct peer would have it.", sent}},
      {"lose", {"A send that counts for us and never leaves.", {"ACK len=10"}}},
      {"expect",
       {"The next segment must be this one. What is not written is demanded as of a correct target.",
        expected}},
      {"receive",
       {"Takes N octets of the target's stream, in any split, and acknowledges them.",
        {"1000", "1000 ack last"}}},
      {"acked", {"Takes ACKs until all that we sent, or up to a number, is acknowledged.", {"all"}}},
      {"backoff",
       {"The same segment comes N more times, at growing intervals.",
        {"PSH-ACK len=100 first info.rto factor 2 count 3"}}},
      {"silence", {"Nothing arrives for so long.", {"20ms"}}},
      {"wait", {"Lets time pass; what arrives stays for the next step.", {"500ms"}}},
      {"any-order", {"Steps that may cross."}},
      {"optional", {"Steps that are taken as far as the next segments match."}},
      {"one-of", {"Branches with names; the first whose first step holds is taken."}},
      {"repeat",
       {"Its `steps` so many times, or until a condition holds.", {"3", "until SND.NXT >= 101 max 20"}}},
      {"allow", {"Such segments may come from here on, too.", {"again", "ACK", "nothing"}}},
      {"target", {"A call of the target's application, and how it ends.", words_of(call_words())}},
      {"state", {"The target's state must be this one.", words_of(state_words())}},
      {"info", {"A field of the target's TCP_INFO must be so.", {"retransmits = 1", "rto >= 200ms"}}},
      {"check", {"Values must be so.", {"SND.UNA = SND.NXT"}}}};
  return find(texts, word);
}

}  // namespace shakedown
