package dev.gossip.udp.plain;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which nodes may have a link, by the id that they claim. */
class WantedNodeTest {
  private static final ByteString FRAME = ByteString.copyFromUtf8("frame");

  private final TestEndpoint one = new TestEndpoint("192.0.2.1", 1, 1, 0x1111);
  private final TestEndpoint two = new TestEndpoint("192.0.2.2", 2, 101, 0x2222);
  private final TestEndpoint third = new TestEndpoint("192.0.2.3", 3, 201, 0x3333);

  private static void pass(TestEndpoint from, TestEndpoint to) {
    from.takeSent().forEach(datagram -> to.receive(from, datagram));
  }

  @Test
  void dialEndsIfTheOtherEndConnectsUnderAnotherIdThanExpected() {
    one.transport().dial(two.address, Optional.of(third.id));
    one.takeSent();
    two.transport().dial(one.address, Optional.empty());
    pass(two, one);
    pass(one, two);
    assertThat(two.notifications).containsExactly("up " + one.id + " OUTBOUND");
    two.send(FRAME);
    pass(two, one);
    pass(one, two);

    assertThat(one.notifications)
        .containsExactly("refused the node that answers there is not wanted");
    assertThat(two.notifications).endsWith("down REFUSED_BY_PEER");
  }

  @Test
  void connectOfTheExpectedNodeServesTheDial() {
    one.transport().dial(two.address, Optional.of(two.id));
    one.takeSent();
    two.transport().dial(one.address, Optional.empty());
    pass(two, one);
    pass(one, two);
    two.send(FRAME);
    pass(two, one);

    assertThat(one.notifications).containsExactly("up " + two.id + " OUTBOUND", "frame");
  }

  @Test
  void nodeThatIsDiscouragedWhileItConnectsGetsNoLink() {
    two.transport().dial(one.address, Optional.empty());
    pass(two, one);
    pass(one, two);
    one.mayAccept = false;
    two.send(FRAME);
    pass(two, one);
    pass(one, two);

    assertThat(one.notifications).containsExactly("dropped unwanted-node");
    assertThat(two.notifications).endsWith("down REFUSED_BY_PEER");
  }

  @Test
  void connectOfADiscouragedNodeIsRefused() {
    one.mayAccept = false;
    two.transport().dial(one.address, Optional.empty());
    pass(two, one);
    pass(one, two);

    assertThat(one.notifications).isEmpty();
    assertThat(two.notifications).containsExactly("refused it is not wanted");
  }
}
