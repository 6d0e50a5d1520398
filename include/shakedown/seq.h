#pragma once
// A TCP sequence number: 32 bits that wrap. The only home of wrapping arithmetic (RFC 9293, 3.4).

#include <cstdint>

namespace shakedown {

class Seq {
 public:
  constexpr Seq() = default;
  constexpr explicit Seq(uint32_t raw) : raw_(raw) {}
  constexpr uint32_t raw() const { return raw_; }

  friend constexpr bool operator==(Seq, Seq) = default;
  friend constexpr Seq operator+(Seq s, uint32_t n) { return Seq(s.raw_ + n); }
  friend constexpr Seq operator-(Seq s, uint32_t n) { return Seq(s.raw_ - n); }
  // Octets from `b` forward to `a`, modulo 2^32.
  friend constexpr uint32_t operator-(Seq a, Seq b) { return a.raw_ - b.raw_; }
  constexpr Seq& operator+=(uint32_t n) {
    raw_ += n;
    return *this;
  }

  // Signed distance from `base`, in -2^31 .. 2^31-1: negative when this lies before it.
  constexpr int32_t from(Seq base) const { return static_cast<int32_t>(raw_ - base.raw_); }
  constexpr bool before(Seq other) const { return from(other) < 0; }
  constexpr bool after(Seq other) const { return from(other) > 0; }
  constexpr bool at_or_before(Seq other) const { return from(other) <= 0; }
  constexpr bool at_or_after(Seq other) const { return from(other) >= 0; }

 private:
  uint32_t raw_ = 0;
};

constexpr Seq latest(Seq a, Seq b) { return a.after(b) ? a : b; }

}  // namespace shakedown
