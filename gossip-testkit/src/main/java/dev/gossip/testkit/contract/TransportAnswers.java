package dev.gossip.testkit.contract;

import dev.gossip.api.transport.FrameLimits;
import dev.gossip.api.transport.LinkId;
import dev.gossip.api.transport.LinkStats;
import dev.gossip.api.transport.Transport;

/** Asks a transport about its links, which changes nothing. */
record TransportAnswers(Transport transport) {

  int datagramFrameBytes() {
    return PluginCalls.call(() -> "Transport.datagramFrameBytes", transport::datagramFrameBytes);
  }

  int maxFrameBytes() {
    return PluginCalls.call(() -> "Transport.maxFrameBytes", transport::maxFrameBytes);
  }

  FrameLimits limits(LinkId link) {
    return PluginCalls.call(() -> "Transport.limits", () -> transport.limits(link));
  }

  LinkStats stats(LinkId link) {
    return PluginCalls.call(() -> "Transport.stats", () -> transport.stats(link));
  }

  long unsentBytes() {
    return PluginCalls.call(() -> "Transport.unsentBytes", transport::unsentBytes);
  }
}
