#include "lab/keeper_service.h"

#include <fmt/format.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <thread>

#include "lab/channel.h"
#include "lab/packet_socket.h"
#include "lab/requests.h"
#include "lab/socket_reaper.h"
#include "lab/target_socket.h"

namespace shakedown {
namespace {

constexpr uint32_t greatest_serial = (1U << 21) - 1;  // an interface index is a positive int
constexpr size_t most_waiting_releases = 16;
constexpr int maker_nice = -10;
constexpr int call_priority = 2;  // one above the workers

using Buffer = std::array<std::byte, 8192>;
static_assert(sizeof(keeper::MakeRequest) <= sizeof(Buffer));

void refuse(keeper::Answer& answer, const std::string& what, bool skip = false) {
  answer.ok = 0;
  answer.skip = skip ? 1 : 0;
  std::strncpy(answer.what, what.c_str(), sizeof answer.what - 1);
}

void watch(int poll, int descriptor, void* data) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.ptr = data;
  epoll_ctl(poll, EPOLL_CTL_ADD, descriptor, &event);
}

keeper::RequestKind kind_of_request(std::span<const std::byte> octets) {
  uint32_t kind = 0;
  if (octets.size() >= sizeof kind) std::memcpy(&kind, octets.data(), sizeof kind);
  return static_cast<keeper::RequestKind>(kind);
}

// A descriptor from main is what it should be: a TCP socket of this very lab.
bool is_socket_of(const KeptLab& lab, int descriptor) {
  int protocol = 0;
  socklen_t size = sizeof protocol;
  return getsockopt(descriptor, SOL_SOCKET, SO_PROTOCOL, &protocol, &size) == 0 && protocol == IPPROTO_TCP &&
         lab.cookie != 0 && namespace_cookie(descriptor) == lab.cookie;
}

bool reply(int channel, const keeper::Answer& answer, std::vector<Descriptor> descriptors) {
  if (!descriptors.empty()) {
    std::vector<int> numbers;
    for (const Descriptor& one : descriptors) numbers.push_back(one.get());
    if (!send_descriptors(channel, numbers)) return false;
    descriptors.clear();
  }
  return send_struct(channel, answer);
}

int enter_repair(int socket) {
  const int on = 1;
  return setsockopt(socket, IPPROTO_TCP, 19 /* TCP_REPAIR */, &on, sizeof on) == 0 ? 0 : errno;
}

int set_option(int socket, const keeper::SetOptionRequest& request) {
  if (request.size > request.value.size() || !may_set_option(request.level, request.name)) return EPERM;
  return setsockopt(socket, request.level, request.name, request.value.data(), request.size) == 0 ? 0 : errno;
}

}  // namespace

void KeeperService::run() {
  calls_poll_.reset(epoll_create1(EPOLL_CLOEXEC));
  labs_poll_.reset(epoll_create1(EPOLL_CLOEXEC));
  std::thread([this] { make_labs(); }).detach();  // ends with the process
  if (realtime_) {
    const sched_param priority{call_priority};
    sched_setscheduler(0, SCHED_FIFO, &priority);
  }
  watch(calls_poll_.get(), control_, nullptr);
  for (;;) {
    std::array<epoll_event, 16> events;
    const int count = epoll_wait(calls_poll_.get(), events.data(), events.size(), -1);
    for (int i = 0; i < count; ++i) {
      auto* worker = static_cast<Worker*>(events[static_cast<size_t>(i)].data.ptr);
      if (worker == nullptr) {
        if (serve_control()) continue;
        for (const auto& lab : labs_.take_all()) clear_away(*lab);
        _exit(0);
      }
      if (serve_call(*worker)) continue;
      epoll_ctl(calls_poll_.get(), EPOLL_CTL_DEL, worker->call_channel.get(), nullptr);
      worker->call_channel.reset();
      for (const auto& lab : labs_.take_all_of(worker->number)) clear_away(*lab);
    }
  }
}

bool KeeperService::serve_control() {
  Buffer buffer;
  Message message = receive_message(control_, buffer);
  if (message.octets == 0) return false;
  const auto request = read_request<keeper::WorkerRequest>(std::span(buffer).first(message.octets));
  keeper::Answer answer;
  std::vector<Descriptor> packets;
  if (!request || request->kind != keeper::RequestKind::worker)
    refuse(answer, "not a request for a worker");
  else
    answer = add_worker(request->slot, message.descriptors, packets);
  return reply(control_, answer, std::move(packets));
}

keeper::Answer KeeperService::add_worker(uint32_t slot, std::vector<Descriptor>& channels,
                                         std::vector<Descriptor>& packets) {
  keeper::Answer answer;
  if (slot >= keeper::worker_slots || channels.size() != 2) {
    refuse(answer, "no such worker");
    return answer;
  }
  Outcome<Descriptor> opened = open_packet_socket(slot);
  if (!opened) {
    refuse(answer, opened.error().what);
    return answer;
  }
  packets.push_back(std::move(*opened));
  Worker& worker = workers_.emplace_back();
  worker.number = static_cast<uint32_t>(workers_.size());
  worker.slot = slot;
  worker.lab_channel = std::move(channels[0]);
  worker.call_channel = std::move(channels[1]);
  watch(calls_poll_.get(), worker.call_channel.get(), &worker);
  watch(labs_poll_.get(), worker.lab_channel.get(), &worker);
  answer.ok = 1;
  return answer;
}

bool KeeperService::serve_call(Worker& worker) {
  Buffer buffer;
  Message message = receive_message(worker.call_channel.get(), buffer);
  if (message.octets == 0) return false;
  const std::span<const std::byte> octets = std::span<const std::byte>(buffer).first(message.octets);
  keeper::Answer answer;
  std::vector<Descriptor> opened;
  const auto with_socket = [&](uint32_t number, auto&& act) {
    const auto lab = labs_.find(number, worker.number);
    if (!lab || message.descriptors.size() != 1 || !is_socket_of(*lab, message.descriptors[0].get()))
      return refuse(answer, "not a socket of this lab");
    answer.ok = 1;
    answer.error = act(message.descriptors[0].get());
  };
  switch (kind_of_request(octets)) {
    case keeper::RequestKind::open_socket:
      if (const auto request = read_request<keeper::OpenSocketRequest>(octets))
        if (const auto lab = labs_.find(request->lab, worker.number)) open_socket(*lab, answer, opened);
      break;
    case keeper::RequestKind::repair:
      if (const auto request = read_request<keeper::RepairRequest>(octets))
        with_socket(request->lab, [](int socket) { return enter_repair(socket); });
      break;
    case keeper::RequestKind::set_option:
      if (const auto request = read_request<keeper::SetOptionRequest>(octets))
        with_socket(request->lab, [&request](int socket) { return set_option(socket, *request); });
      break;
    default:
      break;
  }
  if (answer.ok == 0 && answer.what[0] == '\0') refuse(answer, "not a request that the keeper knows");
  message.descriptors.clear();  // before main goes on to close its own
  return reply(worker.call_channel.get(), answer, std::move(opened));
}

void KeeperService::open_socket(const KeptLab& lab, keeper::Answer& answer, std::vector<Descriptor>& opened) {
  answer.ok = 1;
  if (setns(lab.name_space.get(), CLONE_NEWNET) != 0) {
    answer.error = errno;
    return;
  }
  Descriptor socket = open_target_socket(lab.family);
  answer.error = socket ? 0 : errno;
  setns(tester_.get(), CLONE_NEWNET);
  if (socket) opened.push_back(std::move(socket));
}

void KeeperService::clear_away(const KeptLab& lab) {
  if (setns(lab.name_space.get(), CLONE_NEWNET) != 0) return;
  const Descriptor diag = open_diag_socket();
  setns(tester_.get(), CLONE_NEWNET);
  if (diag) destroy_all_sockets(diag.get(), lab.family);
}

void KeeperService::make_labs() {
  // Below every worker, so that no step waits for another's lab, but ahead of ordinary programs where
  // allowed.
  if (setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), maker_nice) != 0) errno = 0;
  for (;;) {
    std::array<epoll_event, 16> events;
    const int count = epoll_wait(labs_poll_.get(), events.data(), events.size(), releases_.empty() ? -1 : 0);
    for (int i = 0; i < count; ++i) {
      Worker& worker = *static_cast<Worker*>(events[static_cast<size_t>(i)].data.ptr);
      if (serve_lab_channel(worker)) continue;
      epoll_ctl(labs_poll_.get(), EPOLL_CTL_DEL, worker.lab_channel.get(), nullptr);
      worker.lab_channel.reset();
    }
    // Labs are cleared away when nobody waits for a new one, unless too many have gathered.
    release_waiting(count > 0 ? most_waiting_releases : releases_.empty() ? 0 : releases_.size() - 1);
  }
}

void KeeperService::release_waiting(size_t down_to) {
  while (releases_.size() > down_to) {
    release(releases_.front());
    releases_.pop_front();
  }
}

bool KeeperService::serve_lab_channel(Worker& worker) {
  Buffer buffer;
  const Message message = receive_message(worker.lab_channel.get(), buffer);
  if (message.octets == 0) return false;
  const std::span<const std::byte> octets = std::span<const std::byte>(buffer).first(message.octets);
  if (kind_of_request(octets) == keeper::RequestKind::release) {
    if (const auto request = read_request<keeper::ReleaseRequest>(octets))
      releases_.push_back({worker.number, *request});
    return true;
  }
  if (const auto request = read_request<keeper::MakeRequest>(octets)) return make_lab(worker, *request);
  return false;
}

bool KeeperService::make_lab(Worker& worker, const keeper::MakeRequest& request) {
  keeper::Answer answer;
  auto plan = read_plan(request);
  if (!plan) {
    refuse(answer, plan.error());
    return send_struct(worker.lab_channel.get(), answer);
  }
  uint32_t& serial = serials_[worker.slot];
  serial = serial % greatest_serial + 1;
  plan->interface = serial * keeper::worker_slots + worker.slot;
  if (plan->interface > INT32_MAX) plan->interface = keeper::worker_slots + worker.slot;
  Outcome<MadeLab> lab = maker_.make(*plan);
  if (!lab) {
    refuse(answer, lab.error().what, lab.error().skip);
    return send_struct(worker.lab_channel.get(), answer);
  }
  answer.interface = plan->interface;
  answer.settings_made = lab->settings_made;
  std::vector<Descriptor> descriptors;
  descriptors.push_back(std::move(lab->diag));
  for (Descriptor& socket : lab->sockets) descriptors.push_back(std::move(socket));
  answer.lab = labs_.add({std::move(lab->name_space), plan->family, lab->cookie, worker.number});
  answer.ok = answer.lab != 0;
  if (!answer.ok) refuse(answer, "too many labs at once");
  const bool sent = reply(worker.lab_channel.get(), answer, std::move(descriptors));
  if (!sent) labs_.take(answer.lab, worker.number);
  return sent;
}

void KeeperService::release(const Release& release) {
  const auto lab = labs_.take(release.request.lab, release.worker);
  if (!lab || release.request.count == 0 || setns(lab->name_space.get(), CLONE_NEWNET) != 0) return;
  const Descriptor diag = open_diag_socket();
  setns(maker_.tester_namespace(), CLONE_NEWNET);
  if (!diag) return;
  if (release.request.count > keeper::max_tuples)
    destroy_all_sockets(diag.get(), lab->family);
  else
    destroy_connections(diag.get(), lab->family,
                        std::span(release.request.tuples).first(release.request.count));
}

}  // namespace shakedown
