// Numbers and durations, both ways.

#include <doctest/doctest.h>

#include "shakedown/parse.h"

namespace shakedown {

TEST_CASE("text: numbers") {
  struct Row {
    std::string text;
    std::optional<uint64_t> number;
  };
  const Row rows[] = {{"0", 0},
                      {"7", 7},
                      {"1460", 1460},
                      {"0x0", 0},
                      {"0xFf", 255},
                      {"18446744073709551615", UINT64_MAX},
                      {"0x00ff", 255},
                      {"010", {}},
                      {"00", {}},
                      {"", {}},
                      {"0x", {}},
                      {"-1", {}},
                      {"+1", {}},
                      {"1_000", {}},
                      {"1.5", {}},
                      {" 1", {}},
                      {"1 ", {}},
                      {"0X10", {}},
                      {"18446744073709551616", {}},
                      {"0x10000000000000000", {}}};
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(parse_number(row.text) == row.number);
  }
  CHECK(parse_number("65535", 65535) == 65535u);
  CHECK_FALSE(parse_number("65536", 65535));
}

TEST_CASE("text: durations") {
  struct Row {
    std::string text;
    std::optional<Duration> duration;
  };
  const Row rows[] = {{"10us", 10us},
                      {"250ms", 250ms},
                      {"3s", 3s},
                      {"2min", 2min},
                      {"0s", 0s},
                      {"5", {}},
                      {"s", {}},
                      {"1.5s", {}},
                      {"05s", {}},
                      {"5 s", {}},
                      {"5m", {}},
                      {"5S", {}},
                      {"-5s", {}},
                      {"0x5s", {}},
                      {"5ns", {}},
                      {"5h", {}},
                      {"153722867281min", {}},
                      {"", {}},
                      {"9223372036s", 9223372036s},
                      {"9223372037s", {}}};
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(parse_duration(row.text) == row.duration);
  }
}

TEST_CASE("text: durations for people") {
  struct Row {
    Duration duration;
    std::string text;
  };
  const Row rows[] = {{0s, "0 s"},         {12us, "12 us"},      {1500ns, "1.5 us"},      {150ms, "150 ms"},
                      {1076ms, "1.076 s"}, {60050ms, "60.05 s"}, {2min, "120 s"},         {999999ns, "1 ms"},
                      {-5ms, "-5 ms"},     {999999600ns, "1 s"}, {3045600ns, "3.046 ms"}, {1ns, "0.001 us"}};
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(to_string_duration(row.duration) == row.text);
  }
}

TEST_CASE("text: states have RFC 9293's names") {
  CHECK(to_string(TcpState::closed) == "CLOSED");
  CHECK(to_string(TcpState::syn_received) == "SYN-RECEIVED");
  CHECK(to_string(TcpState::fin_wait_1) == "FIN-WAIT-1");
  CHECK(to_string(TcpState::time_wait) == "TIME-WAIT");
}

}  // namespace shakedown
