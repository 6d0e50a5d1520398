// The option list of an arriving segment: compared with the one written, or with what was negotiated.
#include <fmt/format.h>

#include <algorithm>

#include "engine/match.h"

namespace shakedown {

namespace {

bool is_filler(const Option& option) {
  return std::holds_alternative<NopOption>(option) || std::holds_alternative<EolOption>(option);
}

std::string list_text(const std::vector<Option>& options, Seq sack_base) {
  std::string text;
  for (const Option& option : options) text += (text.empty() ? "" : ", ") + to_text(option, sack_base);
  return "<" + text + ">";
}

std::string wanted_text(const WantedOption& wanted, Seq sack_base) {
  if (const auto* ts = std::get_if<TimestampsOption>(&wanted.option))
    return fmt::format("ts {} {}", wanted.first_free ? "*" : fmt::format("{}", ts->value),
                       wanted.second_free ? "*" : fmt::format("{}", ts->echo));
  const std::string text = to_text(wanted.option, sack_base);
  return wanted.first_free ? text.substr(0, text.find(' ')) + " *" : text;
}

bool same_signature(const WantedOption& wanted, const Segment& segment) {
  CraftOptions craft_options;
  craft_options.md5_key = wanted.md5_key;
  const std::vector<Bytes> signed_packet = craft(segment, craft_options);
  if (signed_packet.size() != 1) return false;
  const Packet again = read_packet(signed_packet.front());
  const auto* read = std::get_if<Segment>(&again);
  const auto* right = read == nullptr ? nullptr : read->find<Md5Option>();
  const auto* have = segment.find<Md5Option>();
  return right != nullptr && have != nullptr && *right == *have;
}

bool same(const WantedOption& wanted, const Option& have, const Segment& segment) {
  if (wanted.option.index() != have.index()) return false;
  if (wanted.md5_key) return same_signature(wanted, segment);
  if (const auto* ts = std::get_if<TimestampsOption>(&wanted.option)) {
    const auto& other = std::get<TimestampsOption>(have);
    return (wanted.first_free || ts->value == other.value) && (wanted.second_free || ts->echo == other.echo);
  }
  return wanted.first_free || wanted.option == have;
}

// The rules for what stands where nothing is written. Each complaint is a text; none is a match.
class DefaultRules {
 public:
  DefaultRules(const Wanted& wanted, const TargetModel& model, const Segment& segment)
      : wanted_(wanted), model_(model), segment_(segment) {}

  std::vector<std::string> complaints() {
    for (const Option& option : segment_.options)
      if (!is_filler(option) && !written(option)) judge(option);
    const bool plain = !segment_.flags.has(Flag::syn) && !segment_.flags.has(Flag::rst);
    if (plain && model_.timestamps() && !freed(8) && segment_.find<TimestampsOption>() == nullptr)
      say("ts is missing, though it was negotiated");
    if (plain && model_.sack() && !freed(5) && segment_.find<SackOption>() == nullptr &&
        model_.hole_is_certain())
      say("sack is missing, though there is a hole");
    if (model_.md5() && !freed(19) && segment_.find<Md5Option>() == nullptr)
      say("md5 is missing, though our SYN was signed");
    for (size_t i = 0; i < segment_.options.size(); ++i)
      for (size_t j = 0; j < i; ++j)
        if (!is_filler(segment_.options[i]) && kind_of(segment_.options[i]) == kind_of(segment_.options[j]))
          say("an option stands twice");
    return std::move(said_);
  }

 private:
  void say(std::string text) { said_.push_back(std::move(text)); }
  bool written(const Option& option) const { return freed(kind_of(option)); }
  bool freed(uint8_t kind) const {
    if (!wanted_.options) return false;
    for (const WantedOption& option : wanted_.options->options)
      if (kind_of(option.option) == kind) return true;
    return std::find(wanted_.options->absent.begin(), wanted_.options->absent.end(), kind) !=
           wanted_.options->absent.end();
  }

  void judge(const Option& option) {
    const std::string name = to_text(option, model_.our_base());
    const bool syn = segment_.flags.has(Flag::syn), ack = segment_.flags.has(Flag::ack);
    if (const auto* ts = std::get_if<TimestampsOption>(&option)) return judge_timestamps(*ts);
    if (model_.md5() && std::holds_alternative<Md5Option>(option)) {
      if (wanted_.md5_key && !same_signature({option, false, false, wanted_.md5_key}, segment_))
        say(name + " is no signature by the connection's key");
      return;
    }
    if (segment_.flags.has(Flag::rst)) return say(name + " in a reset");
    if (const auto* sack = std::get_if<SackOption>(&option)) return judge_sack(*sack);
    if (!syn) return say(name + " was not negotiated for this segment");
    if (const auto* mss = std::get_if<MssOption>(&option)) {
      if (mss->mss > wanted_.link_mss || mss->mss == 0)
        say(fmt::format("{} is not in 1..{}", name, wanted_.link_mss));
      return;
    }
    if (const auto* scale = std::get_if<WindowScaleOption>(&option); scale != nullptr && scale->shift > 14)
      say(name + " is more than 14");  // RFC 7323 2.3
    if (!ack) return;                  // its own SYN may offer what it likes
    const std::optional<SynOffer>& ours = model_.our_offer();
    const bool offered = ours && ((std::holds_alternative<WindowScaleOption>(option) && ours->window_scale) ||
                                  (std::holds_alternative<SackPermittedOption>(option) && ours->sack) ||
                                  (std::holds_alternative<FastOpenOption>(option) && ours->fast_open));
    if (!offered) say(name + " answers nothing that our SYN offered");
  }

  void judge_timestamps(const TimestampsOption& ts) {
    const bool syn = segment_.flags.has(Flag::syn), ack = segment_.flags.has(Flag::ack);
    if (syn && ack && !(model_.our_offer() && model_.our_offer()->timestamps))
      return say("ts answers nothing that our SYN offered");
    if (!syn && !model_.timestamps()) return say("ts was not negotiated");
    if (model_.newest_value() && Seq(ts.value).before(Seq(*model_.newest_value())))
      say(fmt::format("TSval {} is older than {}", ts.value, *model_.newest_value()));
    if (!ack) {
      if (ts.echo != 0) say(fmt::format("TSecr is {}, not 0, without ACK", ts.echo));
      return;
    }
    const std::vector<uint32_t>& right = model_.echoes();
    if (!right.empty() && std::find(right.begin(), right.end(), ts.echo) == right.end())
      say(fmt::format("TSecr is {}, not {}", ts.echo, right.back()));
  }

  void judge_sack(const SackOption& sack) {
    if (!model_.sack()) return say("sack was not negotiated");
    const std::vector<SackBlock> runs = model_.sack_runs();
    std::vector<SackBlock> blocks = sack.blocks;
    const bool duplicate = !blocks.empty() && is_duplicate_report(blocks.front(), runs, blocks);
    if (duplicate) blocks.erase(blocks.begin());
    for (size_t i = 0; i < blocks.size(); ++i) {
      const std::string text = to_text(Option(SackOption{{blocks[i]}}), model_.our_base());
      if (!model_.may_be_run(blocks[i])) say(text + " is no whole run behind a hole");
      if (std::find(blocks.begin(), blocks.begin() + static_cast<std::ptrdiff_t>(i), blocks[i]) !=
          blocks.begin() + static_cast<std::ptrdiff_t>(i))
        say(text + " stands twice");
    }
    const size_t room = (model_.timestamps() ? 3u : 4u) - (duplicate ? 1u : 0u);
    const auto reported = [&blocks](const SackBlock& run) {
      return std::any_of(blocks.begin(), blocks.end(), [&run](const SackBlock& block) {
        return block.left.before(run.right) && run.left.before(block.right);
      });
    };
    if (blocks.size() < room && !std::all_of(runs.begin(), runs.end(), reported))
      say(fmt::format("{} blocks for {} runs", blocks.size(), runs.size()));
    if (sack.blocks.empty()) say("sack without a block");
  }

  // RFC 2883: the first block may report octets that came twice. It may equal a run; then it stands again
  // behind.
  bool is_duplicate_report(const SackBlock& block, const std::vector<SackBlock>& runs,
                           const std::vector<SackBlock>& blocks) const {
    const bool inside = [&] {
      for (const SackBlock& repeated : model_.repeated())
        if (block.left.at_or_after(repeated.left) && block.right.at_or_before(repeated.right) &&
            block.left.before(block.right))
          return true;
      return false;
    }();
    if (!inside) return false;
    const bool is_run = std::find(runs.begin(), runs.end(), block) != runs.end();
    return !is_run || std::find(blocks.begin() + 1, blocks.end(), block) != blocks.end();
  }

  const Wanted& wanted_;
  const TargetModel& model_;
  const Segment& segment_;
  std::vector<std::string> said_;
};

// `<a, b>`: the whole list in order; nop and eol count when one is written.
bool whole_list(const WantedOptions& wanted, const Segment& segment) {
  const bool fillers = std::any_of(wanted.options.begin(), wanted.options.end(),
                                   [](const WantedOption& option) { return is_filler(option.option); });
  std::vector<Option> have;
  for (const Option& option : segment.options)
    if (fillers || !is_filler(option)) have.push_back(option);
  if (have.size() != wanted.options.size()) return false;
  for (size_t i = 0; i < have.size(); ++i)
    if (!same(wanted.options[i], have[i], segment)) return false;
  return true;
}

bool at_least(const WantedOptions& wanted, const Segment& segment) {
  return std::all_of(wanted.options.begin(), wanted.options.end(), [&](const WantedOption& option) {
    return std::any_of(segment.options.begin(), segment.options.end(),
                       [&](const Option& have) { return same(option, have, segment); });
  });
}

}  // namespace

std::string written_text(const WantedOptions& wanted, Seq sack_base) {
  std::string text;
  const auto add = [&](const std::string& entry) { text += (text.empty() ? "" : ", ") + entry; };
  for (const WantedOption& option : wanted.options) add(wanted_text(option, sack_base));
  for (const uint8_t kind : wanted.absent) add(fmt::format("no kind {}", kind));
  if (wanted.open) add("...");
  return "<" + text + ">";
}

void compare_options(const Wanted& wanted, const TargetModel& model, const Segment& segment,
                     SegmentComparison& out) {
  const std::string received = list_text(segment.options, model.our_base());
  if (!segment.option_trouble.empty())
    out.rows.push_back({"options", "well formed", segment.option_trouble, true});
  if (std::any_of(segment.option_padding.begin(), segment.option_padding.end(),
                  [](uint8_t o) { return o != 0; }))
    out.rows.push_back({"padding", "zero behind EOL", to_hex(segment.option_padding), true});
  if (wanted.any && !wanted.options) return;
  const bool everything_free = wanted.options && wanted.options->open && wanted.options->options.empty() &&
                               wanted.options->absent.empty();
  if (everything_free) return;
  if (wanted.options) {
    bool right =
        wanted.options->open ? at_least(*wanted.options, segment) : whole_list(*wanted.options, segment);
    for (const uint8_t kind : wanted.options->absent)
      for (const Option& option : segment.options) right = right && kind_of(option) != kind;
    out.rows.push_back({"options", written_text(*wanted.options, model.our_base()), received, !right});
    if (!wanted.options->open) return;
  }
  const std::vector<std::string> complaints = DefaultRules(wanted, model, segment).complaints();
  for (const std::string& complaint : complaints) out.rows.push_back({"options", complaint, received, true});
  if (complaints.empty() && !wanted.options)
    out.rows.push_back({"options", "as negotiated", received, false});
}

}  // namespace shakedown
