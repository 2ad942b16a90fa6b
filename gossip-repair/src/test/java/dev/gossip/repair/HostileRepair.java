package dev.gossip.repair;

import com.google.inject.Module;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.plugin.ChannelUse;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.repair.proto.Ask;
import dev.gossip.repair.proto.RepairFrame;
import dev.gossip.repair.proto.Resolve;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A relay that keeps to itself what it receives, and abuses repair in every way at once: it asks
 * without end, requests everything, and claims to have what it does not have.
 */
final class HostileRepair implements GossipPlugin {
  private static final Duration INTERVAL = Duration.ofMillis(100);
  private static final int FRAMES = 1;

  /** Whether it claims to have messages that decode, or sends symbols that never do. */
  enum Claim {
    MESSAGES,
    NONSENSE
  }

  private final Claim claim;

  HostileRepair(Claim claim) {
    this.claim = claim;
  }

  @Override
  public String id() {
    return "relay.repair";
  }

  @Override
  public String summary() {
    return "hostile";
  }

  @Override
  public ChannelUse channel() {
    return ChannelUse.OPTIONAL;
  }

  @Override
  public Module module(PluginSettings settings) {
    return binder ->
        binder
            .bind(RelayStrategy.Factory.class)
            .toInstance(context -> new Strategy(context, claim));
  }

  private static final class Strategy implements RelayStrategy {
    private static final long KEY_HALF = 5;

    private final RelayContext context;
    private final Claim claim;
    private final Set<MessageId> heardOf = new LinkedHashSet<>();
    private int round;

    Strategy(RelayContext context, Claim claim) {
      this.context = context;
      this.claim = claim;
      scheduleAttack();
    }

    private void scheduleAttack() {
      context.schedule(
          INTERVAL,
          "attack",
          () -> {
            context.peers().forEach(peer -> attack(peer.id()));
            scheduleAttack();
          });
    }

    private void attack(PeerId peer) {
      for (int i = 0; i < FRAMES; i++) {
        context.sendControl(peer, RepairCodec.ask(++round, KEY_HALF, 1 << 30, 0, 1_024));
        context.sendControl(peer, RepairCodec.ask(round, KEY_HALF, 1 << 30, 0, 1_024));
        context.sendControl(peer, RepairCodec.NUDGE);
        context.sendControl(peer, RepairCodec.request(known(20)));
        context.sendControl(peer, RepairCodec.gone(known(20)));
      }
    }

    private List<MessageId> known(int max) {
      return heardOf.stream().limit(max).toList();
    }

    @Override
    public void onPublish(GossipMessage message) {
      context.deliver(message);
    }

    @Override
    public void onMessage(GossipMessage message, Arrival arrival) {
      context.deliver(message);
    }

    @Override
    public boolean mayReveal(PeerId to, MessageId id) {
      return context.delivered(id);
    }

    @Override
    public void onControl(Peer from, ByteString body) throws InvalidProtocolBufferException {
      RepairFrame frame = RepairFrame.parseFrom(body);
      switch (frame.getKindCase()) {
        case ASK -> answer(from.id(), frame.getAsk());
        case RESOLVE -> promise(from.id(), frame.getResolve());
        case RESOLVED -> heardOf.addAll(RepairCodec.ids(frame.getResolved().getIds()));
        default -> {}
      }
    }

    /** Messages that do not exist, of which it sends none. */
    private static List<MessageId> claimed() {
      List<MessageId> ids = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        byte[] id = new byte[RepairCodec.ID_BYTES];
        id[0] = (byte) i;
        ids.add(new MessageId(id));
      }
      return ids;
    }

    private void answer(PeerId peer, Ask ask) {
      LinkKey key = new LinkKey(context.self(), KEY_HALF, peer, ask.getKeyHalf());
      CodedHoldings coded = new CodedHoldings(key, new Holdings.Snapshot(claimed(), List.of(), 0));
      int end = ask.getFirst() + ask.getCount();
      coded.set().extendTo(end);
      var range = coded.set().range(ask.getFirst(), end);
      for (int from = ask.getFirst(); from < end; from += 50) {
        int to = Math.min(end, from + 50);
        ByteString symbols = claim == Claim.NONSENSE ? nonsense(from, to) : range.encode(from, to);
        int size = claim == Claim.NONSENSE ? Integer.MAX_VALUE : claimed().size();
        context.sendControl(
            peer, RepairCodec.symbols(ask.getRound(), KEY_HALF, size, from, symbols));
      }
    }

    private static ByteString nonsense(int from, int to) {
      ByteBuffer bytes = ByteBuffer.allocate((to - from) * 13);
      for (int i = from; i < to; i++) {
        bytes.putLong(i + 1L).putInt(i + 1).put((byte) 2);
      }
      return ByteString.copyFrom(bytes.flip());
    }

    private void promise(PeerId peer, Resolve resolve) {
      for (List<MessageId> some : List.of(claimed().subList(0, 25), claimed().subList(25, 50))) {
        context.sendControl(peer, RepairCodec.resolved(resolve.getRound(), some, List.of()));
      }
    }
  }
}
