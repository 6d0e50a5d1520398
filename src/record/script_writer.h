#pragma once
// The steps of a script, written turn by turn: what we sent, what the target answered (script_target.cpp),
// and what its application must have done in between.

#include <map>
#include <optional>

#include "record/application.h"
#include "record/script.h"
#include "record/segment_line.h"

namespace shakedown {

constexpr size_t most_steps = 40'000;  // a run does 50,000

// "250ms", "3s"
std::string duration_text(Duration duration);

class ScriptWriter {
 public:
  explicit ScriptWriter(const Dialogue& dialogue)
      : dialogue_(dialogue),
        application_(guess_application(dialogue)),
        our_stream_(our_stream(dialogue)),
        target_stream_(target_stream(dialogue)),
        our_lines_(dialogue, application_.our_text) {}
  tl::expected<Script, std::string> write();

 private:
  void step(const std::string& key, const std::string& text) { script_.steps.push_back({key, text}); }
  void call(const std::string& text) { step("target", text); }
  void refuse(const Turn& turn, const std::string& why);

  void pass_time(const Turn& turn);
  std::string timer(const Turn& turn);
  void begin();
  void connected();
  void end();
  void sysctls();
  void note_payload(End end);

  // our turns
  void ours(size_t index);
  void deliver(const Turn& turn);
  void read_all();
  bool time_wait_is_over(size_t index) const;

  // the target's: each answers the turn to go on with
  size_t target(size_t index);
  void syn(const Turn& turn);
  void reset(const Turn& turn);
  size_t data(size_t index);
  size_t bare(size_t index);
  void repeat(const Turn& turn);
  void application_sends(const Sending& sending);
  void application_closes();
  void missing(size_t index);
  size_t end_of_run(size_t index) const;
  void own_acknowledgement(const Turn& turn);
  void expect(const Turn& turn, const std::string& more = "");

  const Dialogue& dialogue_;
  const Application application_;
  const Bytes our_stream_, target_stream_;
  OurLines our_lines_;
  Script script_;
  std::string trouble_;

  Duration last_{};                            // when the last turn was
  uint32_t our_end_ = 0, target_end_ = 0;      // behind all that either side has sent
  uint32_t acknowledged_ = 0;                  // of ours
  std::map<uint32_t, uint32_t> arrived_;       // at the target: stretches of our octets behind a hole
  uint32_t arrived_to_ = 1, read_to_ = 1;      // in one piece; by the application
  std::optional<uint32_t> fin_;                // ours has this number
  std::map<uint32_t, uint32_t> out_of_order_;  // of the target's: they came later, but were sent in order
  unsigned unanswered_ = 0;                    // of our segments that want an answer
  bool connected_ = false;                     // the application has the connection
  bool end_read_ = false, closed_ = false, gone_ = false;
  bool free_acks_ = false;
  size_t free_acks_at_ = 0;
};

}  // namespace shakedown
