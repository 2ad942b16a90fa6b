package dev.gossip.udp.driver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SendBacklogTest {
  private final List<String> sent = new ArrayList<>();
  private final Map<String, Integer> drops = new TreeMap<>();
  private final InetSocketAddress to =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 5000);
  private final List<String> failures = new ArrayList<>();
  private boolean full;

  private final SendBacklog backlog =
      new SendBacklog(
          3,
          this::send,
          (reason, count) -> drops.merge(reason.label(), count, Integer::sum),
          (address, failure) -> failures.add(address + " " + failure.getMessage()));

  private int send(ByteBuffer datagram, InetSocketAddress address) throws IOException {
    String text = UTF_8.decode(datagram.duplicate()).toString();
    if (text.startsWith("broken")) {
      throw new IOException("no route");
    }
    if (text.startsWith("v6")) {
      throw new UnsupportedAddressTypeException();
    }
    if (full) {
      return 0;
    }
    sent.add(text);
    return datagram.remaining();
  }

  private void send(String... texts) {
    for (String text : texts) {
      backlog.send(to, UTF_8.encode(text));
    }
  }

  @Test
  void unsentDatagramsAreSentLaterInOrder() {
    full = true;
    send("a", "b");
    assertThat(backlog.isEmpty()).isFalse();
    backlog.drain();
    assertThat(sent).isEmpty();

    full = false;
    send("c");
    assertThat(sent).as("later datagrams do not overtake").isEmpty();
    backlog.drain();

    assertThat(sent).containsExactly("a", "b", "c");
    assertThat(backlog.isEmpty()).isTrue();
    assertThat(drops).isEmpty();
  }

  @Test
  void backlogIsBoundedAndDropsAreCounted() {
    full = true;
    send("a", "b", "c", "d", "e");
    assertThat(drops).containsExactly(Map.entry("send-backlog-full", 2));

    full = false;
    backlog.drain();
    assertThat(sent).containsExactly("a", "b", "c");
  }

  @Test
  void failedDatagramsAreCountedAndDoNotBlockOthers() {
    send("broken", "v6", "a");
    full = true;
    send("b", "broken", "v6");
    full = false;
    backlog.drain();

    assertThat(sent).containsExactly("a", "b");
    assertThat(drops).containsExactly(Map.entry("send-failed", 4));
    assertThat(failures)
        .containsExactly(to + " no route", to + " null", to + " no route", to + " null");
  }

  @Test
  void abandonedDatagramsAreCounted() {
    full = true;
    send("a", "b");
    backlog.abandon();

    assertThat(drops).containsExactly(Map.entry("send-backlog-full", 2));
    assertThat(backlog.isEmpty()).isTrue();
  }

  @Test
  void refusedLargeDatagramSaysNothingAboutTheAddress() {
    send("broken".repeat(201));

    assertThat(drops).containsExactly(Map.entry("send-failed", 1));
    assertThat(failures).isEmpty();
  }
}
