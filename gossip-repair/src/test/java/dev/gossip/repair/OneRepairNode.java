package dev.gossip.repair;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.Direction;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Peer;
import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.repair.proto.Ask;
import dev.gossip.repair.proto.RepairFrame;
import dev.gossip.repair.proto.Symbols;
import dev.gossip.repair.sketch.CodedSet;
import dev.gossip.repair.sketch.ShortIds;
import dev.gossip.repair.sketch.SymbolDecoder;
import dev.gossip.repair.sketch.SymbolRange;
import dev.gossip.testkit.relay.RecordingRelayContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** A node with repair around another relay; the test plays its peers, and supplies time. */
abstract class OneRepairNode {
  static final GossipMessage HELLO = RecordingRelayContext.message("hello");
  static final long PEER_HALF = 77;

  final RecordingRelayContext node = new RecordingRelayContext(42);

  final void startOverFlooding() {
    start(InnerRelays.flooding());
  }

  final void start(RelayStrategy.Factory inner) {
    node.start(context -> new RepairRelay(context, RepairContract.DEFAULTS, inner));
  }

  /** Links a peer that this node dialed, so that this node compares with it at once. */
  final Peer up(int number) {
    Peer peer = node.up(number, Direction.OUTBOUND);
    node.advance(Duration.ZERO);
    return peer;
  }

  // ---- what the node has sent ----------------------------------------------------------------

  final Stream<RepairFrame> sentTo(Peer peer) {
    return node.controls().stream()
        .filter(sent -> sent.to().equals(peer.id()) && sent.slot().isEmpty())
        .map(sent -> parse(sent.body()));
  }

  private static RepairFrame parse(ByteString body) {
    try {
      return RepairFrame.parseFrom(body);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  final List<Ask> asks(Peer peer) {
    return sentTo(peer).filter(RepairFrame::hasAsk).map(RepairFrame::getAsk).toList();
  }

  /** The numbers of the comparisons that the node has started. */
  final Set<Integer> rounds(Peer peer) {
    return new TreeSet<>(asks(peer).stream().map(Ask::getRound).toList());
  }

  final Ask lastAsk(Peer peer) {
    List<Ask> asks = asks(peer);
    assertThat(asks).isNotEmpty();
    return asks.get(asks.size() - 1);
  }

  final List<Symbols> symbols(Peer peer) {
    return sentTo(peer).filter(RepairFrame::hasSymbols).map(RepairFrame::getSymbols).toList();
  }

  final long nudges(Peer peer) {
    return sentTo(peer).filter(RepairFrame::getNudge).count();
  }

  final List<MessageId> requested(Peer peer) {
    return ids(peer, frame -> frame.hasRequest() ? frame.getRequest() : ByteString.EMPTY);
  }

  final List<MessageId> resolvedTo(Peer peer) {
    return ids(peer, frame -> frame.getResolved().getIds());
  }

  private List<MessageId> ids(Peer peer, Function<RepairFrame, ByteString> list) {
    List<MessageId> all = new ArrayList<>();
    sentTo(peer)
        .forEach(
            frame -> {
              try {
                all.addAll(RepairCodec.ids(list.apply(frame)));
              } catch (InvalidProtocolBufferException e) {
                throw new AssertionError(e);
              }
            });
    return all;
  }

  final long payloads(Peer peer, GossipMessage message) {
    return node.payloads().stream()
        .filter(sent -> sent.to().equals(peer.id()) && sent.message().equals(message))
        .count();
  }

  // ---- what a peer does ----------------------------------------------------------------------

  final void receive(Peer from, ByteString body) throws InvalidProtocolBufferException {
    node.control(from, body);
    node.advance(Duration.ZERO);
  }

  /** Answers the last question as a peer that has these messages. */
  final void answer(Peer peer, GossipMessage... messages) throws InvalidProtocolBufferException {
    receive(peer, answerOf(peer, messages));
  }

  /** The answer to the last question of a peer that has these messages. */
  final ByteString answerOf(Peer peer, GossipMessage... messages) {
    return answerOf(peer, lastAsk(peer).getCount(), messages);
  }

  /** Answers the last question, but with its first symbols only. */
  final void answerFirst(Peer peer, int symbols, GossipMessage... messages)
      throws InvalidProtocolBufferException {
    receive(peer, answerOf(peer, symbols, messages));
  }

  private ByteString answerOf(Peer peer, int symbols, GossipMessage... messages) {
    Ask ask = lastAsk(peer);
    ShortIds key = key(peer, ask.getKeyHalf());
    CodedSet set = new CodedSet(Stream.of(messages).mapToLong(m -> key.of(m.id())).toArray());
    int end = ask.getFirst() + symbols;
    set.extendTo(end);
    return RepairCodec.symbols(
        ask.getRound(),
        PEER_HALF,
        messages.length,
        ask.getFirst(),
        set.range(ask.getFirst(), end).encode(ask.getFirst(), end));
  }

  /** Answers the last question, and promises the messages. */
  final void promise(Peer peer, GossipMessage... messages) throws InvalidProtocolBufferException {
    answer(peer, messages);
    List<MessageId> ids = Stream.of(messages).map(GossipMessage::id).toList();
    receive(peer, RepairCodec.resolved(lastAsk(peer).getRound(), ids, List.of()));
  }

  /** Answers the last question with symbols that no set has. */
  final void answerNonsense(Peer peer) throws InvalidProtocolBufferException {
    Ask ask = lastAsk(peer);
    CodedSet set = new CodedSet(LongStream.range(0, 100).toArray());
    set.extendTo(200);
    int end = 100 + ask.getCount();
    ByteString symbols = set.range(100, end).encode(100, end);
    receive(peer, RepairCodec.symbols(ask.getRound(), PEER_HALF, 1, ask.getFirst(), symbols));
  }

  /** The short ids of a link whose lower id is this node's. */
  final ShortIds key(Peer peer, long ownHalf) {
    assertThat(node.self()).isLessThan(peer.id());
    return new ShortIds(ownHalf, PEER_HALF);
  }

  /** Starts a comparison as the peer, and asks for the ids of all that the node shows. */
  final void compareAsPeer(Peer peer, int round) throws InvalidProtocolBufferException {
    int before = symbols(peer).size();
    receive(peer, RepairCodec.ask(round, PEER_HALF, 0, 0, 40));
    SymbolDecoder decoder = new SymbolDecoder(new CodedSet(new long[0]));
    for (Symbols frame : symbols(peer).subList(before, symbols(peer).size())) {
      decoder.add(SymbolRange.parse(frame.getFirst(), frame.getSymbols(), 40));
    }
    List<Long> shown = LongStream.of(decoder.missing()).boxed().toList();
    receive(peer, RepairCodec.resolve(round, shown));
  }
}
