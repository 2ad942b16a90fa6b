package dev.gossip.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.AddressSource;
import dev.gossip.api.discovery.DialOutcome;
import dev.gossip.api.discovery.KnownAddress;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AddressTextsTest {
  private static final PeerAddress ADDRESS = new PeerAddress("127.0.0.1", 5010);
  private static final long NOW = 1_767_268_800_000L;
  private static final boolean TRIED = true;

  private static KnownAddress known(
      boolean isTried, long handshake, DialOutcome.@Nullable Kind outcome, int failures) {
    return new KnownAddress(
        ADDRESS,
        AddressSource.NODE,
        isTried,
        Optional.empty(),
        handshake,
        Optional.ofNullable(outcome),
        failures);
  }

  @Test
  void everySourceHasItsOwnText() {
    assertThat(Arrays.stream(AddressSource.values()).map(AddressTexts::source))
        .doesNotHaveDuplicates()
        .allSatisfy(text -> assertThat(text).isNotBlank());
  }

  @Test
  void fateNamesDialsAndTheLastHandshake() {
    assertThat(AddressTexts.fate(known(!TRIED, 0, null, 0), NOW)).isEqualTo("not dialed yet");
    assertThat(AddressTexts.fate(known(!TRIED, NOW - 65_000, null, 0), NOW))
        .isEqualTo("not dialed yet, last handshake 65 s ago");
    assertThat(AddressTexts.fate(known(TRIED, NOW - 500, DialOutcome.Kind.REACHED, 0), NOW))
        .isEqualTo("reached, last handshake just now");
    assertThat(AddressTexts.fate(known(!TRIED, 0, DialOutcome.Kind.UNREACHABLE, 1), NOW))
        .isEqualTo("1 failed dial, no answer");
    assertThat(AddressTexts.fate(known(TRIED, NOW - 600_000, DialOutcome.Kind.REFUSED, 3), NOW))
        .isEqualTo("3 failed dials, refused, reached before, last handshake 10 min ago");
    assertThat(AddressTexts.fate(known(!TRIED, 0, null, 2), NOW)).isEqualTo("2 failed dials");
  }

  @Test
  void handshakeOfAClockThatWasAheadIsJustNow() {
    assertThat(AddressTexts.fate(known(TRIED, NOW + 9_000, null, 0), NOW))
        .isEqualTo("reached, last handshake just now");
  }

  @Test
  void jsonHasOnlyWhatIsKnown() {
    assertThat(AddressTexts.json(known(!TRIED, 0, null, 0)))
        .hasToString(
            "{\"address\":\"127.0.0.1:5010\",\"source\":\"node\",\"tried\":false,\"failures\":0}");

    KnownAddress all =
        new KnownAddress(
            ADDRESS,
            AddressSource.DIALER,
            TRIED,
            Optional.of(new PeerId(new byte[32])),
            NOW,
            Optional.of(DialOutcome.Kind.UNREACHABLE),
            2);
    assertThat(AddressTexts.json(all))
        .hasToString(
            "{\"address\":\"127.0.0.1:5010\",\"source\":\"dialer\",\"tried\":true,"
                + "\"lastOutcome\":\"unreachable\",\"failures\":2,"
                + "\"lastHandshake\":\"2026-01-01T12:00:00.000Z\",\"peerId\":\""
                + "00".repeat(32)
                + "\"}");
  }
}
