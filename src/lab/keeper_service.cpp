#include "lab/keeper_service.h"

#include <fmt/format.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "lab/channel.h"
#include "lab/keeper_answers.h"
#include "lab/packet_socket.h"
#include "lab/requests.h"
#include "lab/socket_reaper.h"
#include "lab/target_socket.h"

namespace shakedown {
namespace {

constexpr size_t most_workers = 65536;  // in its whole life
constexpr int call_priority = keeper::worker_priority + 1;

// A descriptor from main is what it should be: a TCP socket of this very lab.
bool is_socket_of(const KeptLab& lab, int descriptor) {
  int protocol = 0;
  socklen_t size = sizeof protocol;
  return getsockopt(descriptor, SOL_SOCKET, SO_PROTOCOL, &protocol, &size) == 0 && protocol == IPPROTO_TCP &&
         lab.cookie != 0 && namespace_cookie(descriptor) == lab.cookie;
}

int enter_repair(int socket) {
  const int on = 1;
  return setsockopt(socket, IPPROTO_TCP, 19 /* TCP_REPAIR */, &on, sizeof on) == 0 ? 0 : errno;
}

int set_option(int socket, const keeper::SetOptionRequest& request, const Calibration& calibration) {
  if (request.size > request.value.size() || !may_set_option(request.level, request.name)) return EPERM;
  if (request.level == IPPROTO_TCP && request.name == TCP_CONGESTION) {
    const auto* text = reinterpret_cast<const char*>(request.value.data());
    if (!has_congestion_control(calibration, std::string(text, strnlen(text, request.size)))) return ENOENT;
  }
  return setsockopt(socket, request.level, request.name, request.value.data(), request.size) == 0 ? 0 : errno;
}

}  // namespace

KeeperService::KeeperService(KeeperDuty duty, std::vector<LabMaker> makers, Descriptor tester)
    : duty_(duty), tester_(std::move(tester)), calls_poll_(epoll_create1(EPOLL_CLOEXEC)) {
  for (LabMaker& maker : makers) makers_.emplace_back(std::move(maker), labs_);
}

void KeeperService::run() {
  for (MakerThread& maker : makers_) maker.start();
  if (duty_.realtime) {
    const sched_param priority{call_priority};
    sched_setscheduler(0, SCHED_FIFO, &priority);
  }
  watch(calls_poll_.get(), duty_.control, nullptr);
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
  RequestBuffer buffer;
  Message message = receive_message(duty_.control, buffer);
  if (message.octets == 0) return false;
  const auto request = read_request<keeper::WorkerRequest>(std::span(buffer).first(message.octets));
  keeper::Answer answer;
  std::vector<Descriptor> packets;
  if (!request || request->kind != keeper::RequestKind::worker)
    refuse(answer, "not a request for a worker");
  else
    answer = add_worker(*request, message.descriptors, packets);
  return reply(duty_.control, answer, std::move(packets));
}

keeper::Answer KeeperService::add_worker(const keeper::WorkerRequest& request,
                                         std::vector<Descriptor>& channels,
                                         std::vector<Descriptor>& packets) {
  keeper::Answer answer;
  const uint32_t slot = request.slot;
  if (slot >= keeper::worker_slots || channels.size() != 2 || workers_.size() >= most_workers) {
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
  worker.call_channel = std::move(channels[1]);
  watch(calls_poll_.get(), worker.call_channel.get(), &worker);
  makers_[slot % makers_.size()].add_worker(worker.number, slot, std::move(channels[0]));
  hurry(request.thread);
  answer.ok = 1;
  return answer;
}

// Only threads of the process that is served, whatever it asks for.
void KeeperService::hurry(pid_t thread) {
  if (!duty_.realtime || tgkill(duty_.main, thread, 0) != 0) return;
  const sched_param priority{keeper::worker_priority};
  sched_setscheduler(thread, SCHED_FIFO, &priority);
}

bool KeeperService::serve_call(Worker& worker) {
  RequestBuffer buffer;
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
        with_socket(request->lab,
                    [&](int socket) { return set_option(socket, *request, duty_.calibration); });
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
  if (const Descriptor diag = diag_socket_in(lab.name_space.get(), tester_.get()))
    destroy_all_sockets(diag.get(), lab.family);
}

}  // namespace shakedown
