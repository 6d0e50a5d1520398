#include "lab/maker_thread.h"

#include <fmt/format.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/resource.h>

#include <cerrno>
#include <thread>

#include "lab/channel.h"
#include "lab/keeper_answers.h"
#include "lab/requests.h"
#include "lab/socket_reaper.h"
#include "lab/target_socket.h"

namespace shakedown {
namespace {

constexpr uint32_t greatest_serial = (1U << 21) - 1;  // an interface index is a positive int
constexpr size_t most_waiting_releases = 16;
constexpr int maker_nice = -10;

}  // namespace

MakerThread::MakerThread(LabMaker maker, LabTable& labs)
    : maker_(std::move(maker)), labs_(labs), poll_(epoll_create1(EPOLL_CLOEXEC)) {}

void MakerThread::start() {
  std::thread([this] { make_labs(); }).detach();
}

void MakerThread::add_worker(uint32_t number, uint32_t slot, Descriptor channel) {
  Worker& worker = workers_.emplace_back();
  worker.number = number;
  worker.slot = slot;
  worker.channel = std::move(channel);
  watch(poll_.get(), worker.channel.get(), &worker);
}

void MakerThread::make_labs() {
  // Ahead of ordinary programs where that is allowed.
  if (setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), maker_nice) != 0) errno = 0;
  for (;;) {
    std::array<epoll_event, 16> events;
    const int count = epoll_wait(poll_.get(), events.data(), events.size(), releases_.empty() ? -1 : 0);
    for (int i = 0; i < count; ++i) {
      Worker& worker = *static_cast<Worker*>(events[static_cast<size_t>(i)].data.ptr);
      if (serve(worker)) continue;
      epoll_ctl(poll_.get(), EPOLL_CTL_DEL, worker.channel.get(), nullptr);
      worker.channel.reset();
    }
    // Labs are cleared away when nobody waits for a new one, unless too many have gathered.
    release_waiting(count > 0 ? most_waiting_releases : releases_.empty() ? 0 : releases_.size() - 1);
  }
}

void MakerThread::release_waiting(size_t down_to) {
  while (releases_.size() > down_to) {
    release(releases_.front());
    releases_.pop_front();
  }
}

bool MakerThread::serve(Worker& worker) {
  RequestBuffer buffer;
  const Message message = receive_message(worker.channel.get(), buffer);
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

bool MakerThread::make_lab(Worker& worker, const keeper::MakeRequest& request) {
  keeper::Answer answer;
  auto plan = read_plan(request);
  if (!plan) {
    refuse(answer, plan.error());
    return send_struct(worker.channel.get(), answer);
  }
  uint32_t& serial = serials_[worker.slot];
  serial = serial % greatest_serial + 1;
  plan->interface = serial * keeper::worker_slots + worker.slot;
  if (plan->interface > INT32_MAX) plan->interface = keeper::worker_slots + worker.slot;
  Outcome<MadeLab> lab = maker_.make(*plan);
  if (!lab) {
    refuse(answer, lab.error().what, lab.error().skip);
    return send_struct(worker.channel.get(), answer);
  }
  answer.interface = plan->interface;
  answer.settings_made = lab->settings_made;
  std::vector<Descriptor> descriptors;
  descriptors.push_back(std::move(lab->diag));
  for (Descriptor& socket : lab->sockets) descriptors.push_back(std::move(socket));
  answer.lab = labs_.add({std::move(lab->name_space), plan->family, lab->cookie, worker.number});
  answer.ok = answer.lab != 0;
  if (!answer.ok) refuse(answer, "too many labs at once");
  const bool sent = reply(worker.channel.get(), answer, std::move(descriptors));
  if (!sent) labs_.take(answer.lab, worker.number);
  return sent;
}

void MakerThread::release(const Release& release) {
  // It stays in the table until it is clear: should the end come meanwhile, whoever ends clears it away.
  const auto lab = labs_.find(release.request.lab, release.worker);
  if (lab && release.request.count > 0) {
    const Descriptor diag = diag_socket_in(lab->name_space.get(), maker_.tester_namespace());
    const std::span tuples(release.request.tuples);
    if (diag && release.request.count > tuples.size())
      destroy_all_sockets(diag.get(), lab->family);
    else if (diag)
      destroy_connections(diag.get(), lab->family, tuples.first(release.request.count));
  }
  labs_.take(release.request.lab, release.worker);
}

}  // namespace shakedown
