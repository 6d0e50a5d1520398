#pragma once
// The closed word lists of the language, each one's order being the order in which messages show it.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "shakedown/scenario.h"

namespace shakedown {

template <typename T>
using WordTable = std::vector<std::pair<std::string, T>>;

template <typename T>
std::optional<T> look_up(const WordTable<T>& table, const std::string& word) {
  for (const auto& [name, value] : table)
    if (name == word) return value;
  return std::nullopt;
}
template <typename T>
std::vector<std::string> words_of(const WordTable<T>& table) {
  std::vector<std::string> words;
  for (const auto& entry : table) words.push_back(entry.first);
  return words;
}

// Keys of a file, of a connection in it, of a branch of a `one-of`.
const std::vector<std::string>& top_level_keys();
const std::vector<std::string>& connection_keys();
const std::vector<std::string>& branch_keys();

const WordTable<Flag>& flag_words();
const WordTable<Field>& field_words();
const WordTable<AddressName>& address_words();
const WordTable<Variable>& variable_words();
const WordTable<NamedField>& named_field_words();
const WordTable<IcmpKind>& icmp_words();
const WordTable<TcpState>& state_words();
const WordTable<CallKind>& call_words();
const WordTable<Need>& need_words();
const WordTable<uint8_t>& option_kind_words();

// Fields of TCP_INFO without tcpi_, and `timer`; true: a time.
const WordTable<bool>& info_words();
const std::vector<std::string>& errno_words();
const std::vector<std::string>& socket_option_words();
const std::vector<std::string>& service_words();
const std::vector<std::string>& lab_words();
const std::vector<std::string>& poll_words();
const std::vector<std::string>& backoff_words();  // behind its segment
const WordTable<Acknowledge>& acknowledge_words();
const WordTable<ShutdownHow>& shutdown_words();
const WordTable<bool CallSpec::*>& send_words();  // behind the data of a `send`

}  // namespace shakedown
