package dev.gossip.simulation.attack;

import com.google.protobuf.ByteString;
import dev.gossip.api.transport.Priority;

/** Holds its links and says nothing. */
final class IdleSybil implements Attack {
  @Override
  public boolean sends(HostileLink link, ByteString frame, Priority priority) {
    return false;
  }
}
