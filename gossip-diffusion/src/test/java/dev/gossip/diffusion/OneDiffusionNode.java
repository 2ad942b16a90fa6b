package dev.gossip.diffusion;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Peer;
import dev.gossip.diffusion.DiffusionCodec.Ids;
import dev.gossip.testkit.relay.RecordingRelayContext;
import dev.gossip.testkit.relay.RecordingRelayContext.SentControl;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A diffusion node; the test supplies peers, messages and time. */
abstract class OneDiffusionNode {
  static final GossipMessage HELLO = RecordingRelayContext.message("hello");

  RecordingRelayContext node = new RecordingRelayContext(42);
  @Nullable DiffusionRelay relay;

  final void start(String... keysAndValues) {
    DiffusionSettings settings = TestSettings.diffusion(keysAndValues);
    node.start(
        context -> {
          DiffusionRelay created = new DiffusionRelay(context, settings);
          relay = created;
          return created;
        });
  }

  final void receive(Peer from, Ids ids) throws InvalidProtocolBufferException {
    for (ByteString frame : DiffusionCodec.frames(ids, 10_000)) {
      node.control(from, frame);
    }
  }

  final List<Ids> sentTo(Peer to) {
    return node.controls().stream()
        .filter(sent -> sent.to().equals(to.id()))
        .map(OneDiffusionNode::read)
        .toList();
  }

  final int announcedIds() {
    return node.controls().stream().mapToInt(sent -> read(sent).have().size()).sum();
  }

  static Ids read(SentControl sent) {
    try {
      return DiffusionCodec.parse(sent.body());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }
}
