#pragma once
// What main asks for, checked before the keeper acts on it: main reads bytes from files and wires, so
// whatever it sends may be hostile.

#include <optional>
#include <span>
#include <string>

#include "lab/lab_maker.h"
#include "lab/protocol.h"

namespace shakedown {

// Reads a whole request of its kind; nullopt when the size is another.
template <typename Request>
std::optional<Request> read_request(std::span<const std::byte> octets);

// The plan that a request stands for; an error names what is wrong with it.
tl::expected<LabPlan, std::string> read_plan(const keeper::MakeRequest& request);

// Options that the keeper sets on a lab's socket on behalf of main: they need a capability and reach no
// further than the lab.
bool may_set_option(int level, int name);

}  // namespace shakedown

#include <cstring>

template <typename Request>
std::optional<Request> shakedown::read_request(std::span<const std::byte> octets) {
  if (octets.size() != sizeof(Request)) return std::nullopt;
  Request request;
  std::memcpy(&request, octets.data(), sizeof request);
  return request;
}
