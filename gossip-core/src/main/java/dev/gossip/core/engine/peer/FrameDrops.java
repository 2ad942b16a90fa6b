package dev.gossip.core.engine.peer;

import com.google.protobuf.ByteString;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.transport.SendResult;
import dev.gossip.core.engine.services.NodeServices;

/** Counts the frames that a transport does not take. */
public final class FrameDrops {
  private FrameDrops() {}

  /** Whether a frame was queued; if not, it is counted as dropped. */
  public static boolean isQueued(NodeServices services, ByteString frame, SendResult result) {
    switch (result) {
      case QUEUED -> {
        return true;
      }
      case TOO_LARGE ->
          services.drop(frame.isEmpty() ? DropReason.EMPTY_FRAME : DropReason.FRAME_TOO_LARGE);
      case NO_ROOM -> services.drop(DropReason.NO_ROOM);
      case NOT_UP -> services.drop(DropReason.LINK_NOT_UP);
    }
    return false;
  }
}
