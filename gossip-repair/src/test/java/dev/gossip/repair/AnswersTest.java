package dev.gossip.repair;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.Direction;
import dev.gossip.api.Peer;
import dev.gossip.api.relay.ForwardingRelay;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.repair.proto.Ask;
import dev.gossip.repair.proto.RepairFrame;
import java.time.Duration;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is kept in memory of the sets that were coded for peers. */
class AnswersTest extends AttackedNode {
  private final Answers answers = new Answers(node);

  /** Answers each question as if it began a comparison. */
  private final class Answering extends ForwardingRelay {
    private final Holdings holdings = new Holdings(node, SETTINGS);
    private final NavigableMap<Peer, RepairLink> links =
        new TreeMap<>((one, other) -> one.id().compareTo(other.id()));

    Answering(RelayContext context) {
      super(silent(context));
    }

    @Override
    public void onControl(Peer from, ByteString body) throws InvalidProtocolBufferException {
      RepairLink link =
          links.computeIfAbsent(
              from,
              peer -> new RepairLink(node, peer, new Outbox(node, peer.id(), (to, id) -> true)));
      Ask ask = RepairFrame.parseFrom(body).getAsk();
      Answer answer = new Answer(node, answers, link, ask, holdings.snapshot(id -> true));
      link.begin(answer);
      link.keepAnswer(answer);
      answer.onAsk(ask);
    }
  }

  @Test
  void answerLeavesNothingInMemoryOnceThePeerAsksNoMore() {
    node.start(Answering::new);
    for (int number = 1; number <= 3; number++) {
      ask(node.up(number, Direction.INBOUND), 1, 0, 8);
    }
    assertThat(answers.kept()).isEqualTo(3);

    node.advance(Duration.ofSeconds(10));
    assertThat(answers.kept()).isZero();
  }

  @Test
  void nextAnswerTakesThePlaceOfTheOneBefore() {
    node.start(Answering::new);
    Peer peer = node.up(1, Direction.INBOUND);
    ask(peer, 1, 0, 8);
    ask(peer, 2, 0, 8);

    assertThat(answers.kept()).isEqualTo(1);
  }

  @Test
  void answerLeavesNothingIfThePeerAsksForNothingInTheNextOne() {
    node.start(Answering::new);
    Peer peer = node.up(1, Direction.INBOUND);
    ask(peer, 1, 0, 8);
    // Symbols that do not follow any, which are not coded.
    ask(peer, 2, 100, 8);

    node.advance(Duration.ofSeconds(10));
    assertThat(answers.kept()).isZero();
  }
}
