package dev.gossip.repair;

import com.google.inject.Module;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.plugin.ChannelUse;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.plugin.Setting;
import dev.gossip.api.plugin.Slot;
import dev.gossip.api.relay.ForwardingRelay;
import dev.gossip.api.relay.ForwardingRelayContext;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.repair.proto.Ask;
import dev.gossip.repair.proto.RepairFrame;
import dev.gossip.repair.proto.Symbols;
import dev.gossip.repair.sketch.CodedSet;
import dev.gossip.repair.sketch.SymbolDecoder;
import dev.gossip.repair.sketch.SymbolRange;
import dev.gossip.simulation.spy.SilentRelay;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The relay of a spy: poses as {@code relay.repair}, claims to have nothing, compares with each
 * peer as often as the protocol allows, and asks for every message that a peer lets it know of. It
 * passes nothing on.
 */
final class ComparingSpy extends ForwardingRelay {
  /** What a peer answers, and how soon after that again. */
  private static final int BURST = 4;

  private static final Duration IN_BURST = Duration.ofMillis(250);
  private static final Duration AFTERWARDS = Duration.ofSeconds(9);

  /** They fit in one datagram, so that no part of an answer can be missing. */
  private static final int SYMBOLS = 48;

  private static final int MAX_SYMBOLS = 10_000;

  private final RelayContext context;
  private final SlotContext slotContext;
  private final Map<PeerId, Probe> probes = new HashMap<>();

  private ComparingSpy(RelayContext context, SlotContext slotContext, RelayStrategy silent) {
    super(silent);
    this.context = context;
    this.slotContext = slotContext;
  }

  static ComparingSpy create(RelayContext context, RelayStrategy.Factory inner) {
    SlotContext slotContext = new SlotContext(context);
    return new ComparingSpy(context, slotContext, new SilentRelay(slotContext, inner));
  }

  private static final class SlotContext extends ForwardingRelayContext {
    SlotContext(RelayContext context) {
      super(context, RepairRelay.SLOT);
    }
  }

  /** One comparison after the other with one peer. */
  private final class Probe {
    private final PeerId peer;
    private final long keyHalf = context.random().nextLong();
    private int round;
    private @Nullable SymbolDecoder decoder;

    Probe(PeerId peer) {
      this.peer = peer;
    }

    void start() {
      if (probes.get(peer) != this) {
        return;
      }
      round++;
      decoder = new SymbolDecoder(new CodedSet(new long[0]));
      ask(0);
      context.schedule(round < BURST ? IN_BURST : AFTERWARDS, "compare as a spy", this::start);
    }

    private void ask(int first) {
      context.sendControl(peer, RepairCodec.ask(round, keyHalf, 0, first, SYMBOLS));
    }

    void onSymbols(Symbols frame) throws InvalidProtocolBufferException {
      SymbolDecoder current = decoder;
      SymbolRange range =
          SymbolRange.parse(frame.getFirst(), frame.getSymbols(), MAX_SYMBOLS + SYMBOLS);
      if (frame.getRound() != round || current == null || range.first() != current.received()) {
        return;
      }
      current.add(range);
      List<Long> shortIds = LongStream.of(current.missing()).boxed().toList();
      if (current.isDecoded() && !shortIds.isEmpty()) {
        int perFrame = RepairCodec.shortIdsIn(context.maxControlBytes(peer));
        for (int from = 0; from < shortIds.size(); from += perFrame) {
          List<Long> some = shortIds.subList(from, Math.min(shortIds.size(), from + perFrame));
          context.sendControl(peer, RepairCodec.resolve(round, some));
        }
      } else if (!current.isDecoded() && current.received() < MAX_SYMBOLS) {
        ask(current.received());
      }
    }

    void answer(Ask ask) {
      CodedSet nothing = new CodedSet(new long[0]);
      nothing.extendTo(ask.getFirst() + ask.getCount());
      int end = ask.getFirst() + Math.min(ask.getCount(), SYMBOLS);
      ByteString symbols = nothing.range(ask.getFirst(), end).encode(ask.getFirst(), end);
      context.sendControl(
          peer, RepairCodec.symbols(ask.getRound(), keyHalf, 0, ask.getFirst(), symbols));
    }
  }

  @Override
  public void onPeerUp(Peer peer) {
    super.onPeerUp(peer);
    Probe probe = new Probe(peer.id());
    probes.put(peer.id(), probe);
    probe.start();
  }

  @Override
  public void onPeerDown(Peer peer) {
    super.onPeerDown(peer);
    probes.remove(peer.id());
  }

  @Override
  public void onControl(Peer from, String slot, ByteString body)
      throws InvalidProtocolBufferException {
    slotContext.forwardControl(wrapped(), from, slot, body);
  }

  @Override
  public void onControl(Peer from, ByteString body) throws InvalidProtocolBufferException {
    RepairFrame frame = RepairFrame.parseFrom(body);
    Probe probe = probes.get(from.id());
    if (probe == null) {
      return;
    }
    switch (frame.getKindCase()) {
      case ASK -> probe.answer(frame.getAsk());
      case SYMBOLS -> probe.onSymbols(frame.getSymbols());
      case RESOLVED ->
          context.sendControl(
              from.id(), RepairCodec.request(RepairCodec.ids(frame.getResolved().getIds())));
      default -> {}
    }
  }

  /**
   * Provides the relay of a spy, or that of a node, under the id of {@code relay.repair}.
   *
   * @param wrap makes the relay from the wrapped one
   */
  record Plugin(Wrap wrap) implements GossipPlugin {
    /** Makes a relay around another one. */
    @FunctionalInterface
    interface Wrap {
      RelayStrategy create(RelayContext context, RelayStrategy.Factory inner);
    }

    @Override
    public String id() {
      return "relay.repair";
    }

    @Override
    public String summary() {
      return "poses as repair";
    }

    @Override
    public List<Setting<?>> settings() {
      return RepairSettings.all();
    }

    @Override
    public Map<String, String> slots(PluginSettings settings) {
      return Collections.singletonMap(RepairRelay.SLOT, settings.get(RepairSettings.INNER));
    }

    @Override
    public ChannelUse channel() {
      return ChannelUse.OPTIONAL;
    }

    @Override
    public Module module(PluginSettings settings) {
      return binder -> {
        binder.bind(Wrap.class).toInstance(wrap);
        binder.bind(RelayStrategy.Factory.class).to(Factory.class);
      };
    }

    private static final class Factory implements RelayStrategy.Factory {
      private final Wrap wrap;
      private final RelayStrategy.Factory inner;

      @Inject
      Factory(Wrap wrap, @Slot(RepairRelay.SLOT) RelayStrategy.Factory inner) {
        this.wrap = wrap;
        this.inner = inner;
      }

      @Override
      public RelayStrategy create(RelayContext context) {
        return wrap.create(context, inner);
      }
    }
  }
}
