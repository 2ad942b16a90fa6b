package dev.gossip.testkit.contract;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.PeerId;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.relay.ForwardingRelayContext;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.testkit.context.ScriptedContext;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The context of a probed strategy: forwards its calls to the node, and records them. */
final class ProbedContext extends ForwardingRelayContext {
  private static final StackWalker STACK = StackWalker.getInstance();

  private final ProbedRelay relay;
  private final RelayProbe probe;
  private final RelayContext context;

  ProbedContext(ProbedRelay relay, RelayProbe probe, RelayContext context) {
    super(context, "");
    this.relay = relay;
    this.probe = probe;
    this.context = context;
  }

  @Override
  public void send(PeerId to, GossipMessage message, ByteString header) {
    checkIsPeer(to, "message " + ProbedRelay.shortOf(message.id()));
    checkIsNotAnEcho(to, message.id());
    relay.effect(
        () -> {
          probe.sentHeader(header);
          probe.sentFrame(
              "a payload frame, sent by " + relay.name() + " in " + relay.currentCallback());
          relay.log().sent(to, message.id());
        });
    ByteString passedOn = probe.stripsHeaders() ? ByteString.EMPTY : header;
    context.send(to, message, passedOn);
    if (probe.repeatsThisFrame()) {
      context.send(to, message, passedOn);
    }
  }

  @Override
  public void sendControl(PeerId to, ByteString body) {
    sendControl(to, "", body, () -> context.sendControl(to, body));
  }

  @Override
  public void sendControl(PeerId to, String slot, ByteString body) {
    sendControl(to, slot, body, () -> context.sendControl(to, slot, body));
  }

  private void sendControl(PeerId to, String slot, ByteString body, Runnable send) {
    checkIsPeer(to, "a control frame");
    int limit = maxControlBytes(to);
    if (body.size() > limit && limit > 0) {
      recordViolation(
          probe.oversizedControls(),
          "a control frame of " + body.size() + " bytes; maxControlBytes is " + limit);
    }
    relay.effect(
        () -> {
          probe.sentControl(new ControlFrame(slot, body));
          probe.sentFrame(
              "a control frame, sent by " + relay.name() + " in " + relay.currentCallback());
        });
    send.run();
    if (probe.repeatsThisFrame()) {
      send.run();
    }
  }

  private void checkIsPeer(PeerId to, String what) {
    if (context.peers().stream().noneMatch(peer -> peer.id().equals(to))) {
      recordViolation(
          probe.strays(), what + " to " + probe.nameOf(to) + ", which is not in peers()");
    }
  }

  private void checkIsNotAnEcho(PeerId to, MessageId id) {
    if (relay.log().isEcho(to, id)) {
      recordViolation(
          probe.echoes(),
          "message "
              + ProbedRelay.shortOf(id)
              + " to "
              + probe.nameOf(to)
              + ", the peer it came from");
    }
  }

  private void recordViolation(List<String> violations, String what) {
    String line = relay.name() + " sent in " + relay.currentCallback() + " " + what + callSite();
    relay.effect(() -> violations.add(line));
  }

  /** The current line of the strategy's code. */
  private static String callSite() {
    return STACK.walk(
        frames ->
            frames
                .filter(frame -> !frame.getClassName().equals(ProbedContext.class.getName()))
                .findFirst()
                .map(frame -> " (at " + frame.toStackTraceElement() + ")")
                .orElse(""));
  }

  @Override
  public void deliver(GossipMessage message) {
    // First in the list, so that the message counts as public for everything that the same callback
    // sends, before or after this call.
    relay.effectBeforeAll(() -> relay.log().delivered(message.id()));
    context.deliver(message);
  }

  @Override
  public TimerHandle schedule(Duration delay, String label, Runnable action) {
    boolean[] isPending = {false};
    TimerHandle handle =
        context.schedule(
            delay,
            label,
            () -> {
              isPending[0] = false;
              relay.log().countTimer(label, -1);
              relay.callWithoutBytes("timer '" + label + "'", action);
            });
    relay.effect(
        () -> {
          isPending[0] = true;
          relay.log().countTimer(label, 1);
        });
    return () -> {
      relay.effect(
          () -> {
            if (isPending[0]) {
              isPending[0] = false;
              relay.log().countTimer(label, -1);
            }
          });
      handle.cancel();
    };
  }

  @Override
  public int maxControlBytes(PeerId to, String slot) {
    return Math.min(probe.maxControlBytes(), context.maxControlBytes(to, slot));
  }

  @Override
  public int maxControlBytes(PeerId to) {
    return Math.min(probe.maxControlBytes(), context.maxControlBytes(to));
  }

  @Override
  public <T> void offload(Supplier<T> work, Consumer<T> then) {
    context.offload(
        work,
        result -> relay.callWithoutBytes(ScriptedContext.OFFLOADED, () -> then.accept(result)));
  }
}
