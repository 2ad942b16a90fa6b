package dev.gossip.core.engine.peer;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.transport.Priority;
import dev.gossip.api.transport.SendResult;
import dev.gossip.core.engine.peer.HelloExchange.Mismatch;
import dev.gossip.core.engine.services.NodeServices;
import dev.gossip.core.engine.wire.Frames;
import dev.gossip.core.proto.Hello;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Exchanges HELLOs on each new link, until both ends have accepted that of the other. */
final class HelloDialogue {
  // A guess: a HELLO is lost about as often as any datagram, and a second one costs little.
  private static final Duration HELLO_RETRY = Duration.ofMillis(250);
  private static final int MAX_HELLOS = 12;

  /** Gets the results. */
  interface Listener {

    /** The node's first HELLO was accepted. */
    void onHello(PeerState node, Hello hello);

    /** Both ends have accepted the HELLO of the other. May be called again. */
    void onAgreed(PeerState node);

    /** The node does not belong to this network. */
    void onMismatch(PeerState node, Mismatch mismatch);

    /** The node does not answer. */
    void onUnanswered(PeerState node);
  }

  private final NodeServices services;
  private final HelloExchange exchange;
  private final Listener listener;

  HelloDialogue(NodeServices services, HelloExchange exchange, Listener listener) {
    this.services = services;
    this.exchange = exchange;
    this.listener = listener;
  }

  /** Sends HELLOs until the node confirms one. */
  void start(PeerState node) {
    Opening opening = node.opening();
    if (opening.hellosSent == MAX_HELLOS) {
      listener.onUnanswered(node);
      return;
    }
    opening.hellosSent++;
    send(node, node.helloAccepted, true);
    opening.timer = services.schedule(HELLO_RETRY, "hello", () -> start(node));
  }

  /** How signing differs at the sender of a HELLO; null if it does not. */
  @Nullable String signingDifference(Hello hello) {
    return exchange.signingDifference(hello);
  }

  private void send(PeerState node, boolean heardYou, boolean answerMe) {
    ByteString hello = exchange.frame(heardYou, answerMe, services.wallMillis(), node.address);
    SendResult result = node.send(hello, Priority.CONTROL);
    if (result == SendResult.NO_ROOM) {
      services.drop(DropReason.LINK_QUEUE_FULL);
    } else {
      FrameDrops.isQueued(services, hello, result);
    }
  }

  /** Handles a HELLO; returns false if it is malformed. */
  boolean onHello(PeerState node, ByteString frame) {
    if (!node.opening().mayProcessExtraFrame(services.nowNanos())) {
      services.drop(DropReason.TOO_MANY_HELLOS);
      return true;
    }
    Hello hello;
    try {
      hello = Frames.body(Frames.HELLO_PARSER, frame);
    } catch (InvalidProtocolBufferException e) {
      return false;
    }
    Mismatch mismatch = exchange.compare(hello);
    if (mismatch != null) {
      listener.onMismatch(node, mismatch);
      return true;
    }
    if (!node.helloAccepted) {
      node.helloAccepted = true;
      node.channels = exchange.shared(hello);
      node.observedAddress = exchange.observedAddress(hello);
      listener.onHello(node, hello);
    }
    if (hello.getAnswerMe()) {
      send(node, true, false);
    }
    if (hello.getHeardYou()) {
      onConfirmed(node);
    } else {
      agreeIfConfirmed(node);
    }
    return true;
  }

  /** The node has accepted this node's HELLO. */
  void onConfirmed(PeerState node) {
    node.helloConfirmed = true;
    agreeIfConfirmed(node);
  }

  private void agreeIfConfirmed(PeerState node) {
    if (node.helloAccepted && node.helloConfirmed) {
      if (node.candidate() == null && !node.isRefused()) {
        node.stopTimer();
      }
      listener.onAgreed(node);
    }
  }
}
