package dev.gossip.udp.flow;

import com.google.protobuf.ByteString;
import dev.gossip.core.wire.MalformedException;
import dev.gossip.udp.datagram.DataBody;
import dev.gossip.udp.datagram.Datagrams;
import dev.gossip.udp.fragment.FrameHashes;
import dev.gossip.udp.fragment.ReceivedFragment;
import dev.gossip.udp.mtu.PathMtu;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One end of a link without a transport: what the sender of data does with a {@link LinkFlow}. */
final class FlowEnd {
  /** A datagram on its way. */
  record Sent(long number, ByteString body) {
    DataBody read() {
      try {
        return DataBody.of(body);
      } catch (MalformedException e) {
        throw new AssertionError(e);
      }
    }
  }

  LinkFlow flow;
  final List<ByteString> frames = new ArrayList<>();
  final List<ReceivedFragment> fragments = new ArrayList<>();

  /** How many hashes of large frames were set up. */
  int hashes;

  long number;
  int givenUp;

  private final int limitBytes;

  FlowEnd(int limitBytes, long handshakeNanos, long nowNanos) {
    this.limitBytes = limitBytes;
    flow = newFlow(new PathMtu(limitBytes, true), handshakeNanos, null, nowNanos);
  }

  /** What a link shares with others, for one without large frames. */
  static NodeFlows newNode() {
    return new NodeFlows(
        Datagrams.HEADER_BYTES,
        () -> {
          throw new AssertionError("a large frame");
        });
  }

  private LinkFlow newFlow(
      PathMtu path, long handshakeNanos, @Nullable RestingFlow before, long nowNanos) {
    NodeFlows node = new NodeFlows(Datagrams.HEADER_BYTES, this::newHashes);
    return new LinkFlow(node, path, handshakeNanos, before, nowNanos);
  }

  /** Ends the flow and begins another one, with pings of the other end in between. */
  void rest(long nowNanos, long... pings) {
    RestingFlow resting = flow.rest(nowNanos);
    for (long ping : pings) {
      resting.onArrived(ping, nowNanos);
    }
    PathMtu known = resting.path();
    flow = newFlow(known == null ? new PathMtu(limitBytes, true) : known, 0, resting, nowNanos);
  }

  private FrameHashes newHashes() {
    hashes++;
    try {
      return new FrameHashes(MessageDigest.getInstance("SHA-256"));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sends what window and pacing allow now. */
  List<Sent> send(long nowNanos) {
    List<Sent> sent = new ArrayList<>();
    int probe = flow.probeBytes(nowNanos);
    if (probe > 0) {
      ByteBuffer body = begin(probe);
      Datagrams.putPadding(body);
      sent.add(finish(body, new Cargo.Probe(probe), nowNanos));
    }
    while (flow.hasData() && flow.mayFill(nowNanos)) {
      ByteBuffer body = begin(flow.datagramBytes());
      if (flow.hasAcks() && flow.fitsWithAcks(body.remaining())) {
        flow.putAcks(body, nowNanos);
      }
      sent.add(finish(body, flow.fill(body, nowNanos), nowNanos));
    }
    if (flow.isAckDue(nowNanos)) {
      ByteBuffer body = begin(flow.datagramBytes());
      flow.putAcks(body, nowNanos);
      sent.add(new Sent(number, body(body)));
    }
    return sent;
  }

  private ByteBuffer begin(int bytes) {
    number++;
    return ByteBuffer.allocate(bytes).position(Datagrams.HEADER_BYTES);
  }

  private Sent finish(ByteBuffer body, @Nullable Cargo cargo, long nowNanos) {
    flow.onSent(number, body.position(), cargo, nowNanos);
    return new Sent(number, body(body));
  }

  private static ByteString body(ByteBuffer body) {
    return ByteString.copyFrom(body.flip().position(Datagrams.HEADER_BYTES));
  }

  /** Receives a datagram of the other end; returns false for a bad acknowledgement. */
  boolean receive(Sent datagram, long nowNanos) {
    DataBody body = datagram.read();
    flow.onArrived(datagram.number(), nowNanos);
    if (body.asksForAcks()) {
      flow.onAsked(datagram.number(), body.isResent(), nowNanos);
    }
    boolean isGood = body.acks() == null || flow.onAcks(body.acks(), number, nowNanos);
    frames.addAll(body.frames());
    fragments.addAll(body.fragments());
    return isGood;
  }

  /** Does what is due at a time. */
  void onTime(long nowNanos) {
    givenUp += flow.onTime(nowNanos);
  }
}
