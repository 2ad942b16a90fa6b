package dev.gossip.udp.secure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import dev.gossip.udp.secure.HandshakeBudget.Decision;
import dev.gossip.udp.secure.HandshakeBudget.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class HandshakeBudgetTest {
  private static final long SECOND = 1_000_000_000;
  private static final int BURST = 1000;
  private static final int GROUP_BURST = 50;

  private final HandshakeBudget budget = new HandshakeBudget(Duration.ofMinutes(5), -SECOND);
  private long now = -SECOND;

  private Decision request(String host) {
    return budget.request(new PeerAddress(host, 1), new byte[0], now);
  }

  private static String host(int group) {
    return "203." + group / 250 + "." + group % 250 + ".1";
  }

  /** Uses up what there is for all, with requests from groups that are not used again. */
  private void exhaust() {
    for (int i = 0; i < BURST; i++) {
      assertThat(request(host(i))).isEqualTo(Decision.NOW);
    }
  }

  private List<String> served() {
    List<String> hosts = new ArrayList<>();
    for (Request next = budget.next(now); next != null; next = budget.next(now)) {
      hosts.add(next.from().host());
    }
    return hosts;
  }

  @Test
  void groupGetsItsBurstAndThenTenASecond() {
    for (int i = 0; i < GROUP_BURST; i++) {
      assertThat(request("203.0.113." + i)).isEqualTo(Decision.NOW);
    }
    assertThat(request("203.0.113.99")).isEqualTo(Decision.NEVER);
    now += SECOND;
    for (int i = 0; i < 10; i++) {
      assertThat(request("203.0.113." + i)).isEqualTo(Decision.NOW);
    }
    assertThat(request("203.0.113.99")).isEqualTo(Decision.NEVER);
  }

  @Test
  void oneGroupDoesNotUseUpAnother() {
    for (int i = 0; i < 2 * GROUP_BURST; i++) {
      request("203.0.113.7");
    }

    assertThat(request("203.0.114.7")).isEqualTo(Decision.NOW);
  }

  @Test
  void addressesOfPrivateRangesHaveNoLimitOfTheirOwn() {
    for (int i = 0; i < BURST; i++) {
      assertThat(request("10.0.0.1")).isEqualTo(Decision.NOW);
    }
    assertThat(request("10.0.0.1")).isEqualTo(Decision.LATER);
  }

  @Test
  void twoHundredASecondAreServedWhenTheBurstIsUsedUp() {
    exhaust();
    for (int i = 0; i < 500; i++) {
      assertThat(request(host(2000 + i))).isEqualTo(Decision.LATER);
    }
    assertThat(served()).isEmpty();
    now += SECOND;
    assertThat(served()).hasSize(200);
    now += SECOND;
    assertThat(served()).hasSize(200);
    now += SECOND;
    assertThat(served()).hasSize(100);
    assertThat(budget.isWaiting()).isFalse();
  }

  @Test
  void groupServedLongestAgoIsNext() {
    exhaust();
    for (int i = 0; i < 30; i++) {
      request(host(29 - i));
    }
    request("198.51.100.1");
    now += SECOND / 10;

    List<String> served = served();
    assertThat(served).hasSize(20).startsWith("198.51.100.1", host(0), host(1), host(2));
  }

  @Test
  void latestRequestOfAGroupWaits() {
    exhaust();
    request("198.51.100.1");
    request("198.51.100.2");
    now += SECOND;

    assertThat(served()).containsExactly("198.51.100.2");
  }

  @Test
  void rememberedGroupsAndWaitingRequestsAreBounded() {
    for (int i = 0; i < 20_000; i++) {
      request(host(i));
    }
    assertThat(budget.groups()).isEqualTo(4096);

    now += 100 * SECOND;
    int count = 0;
    while (budget.isWaiting()) {
      count += served().size();
      now += SECOND;
    }
    assertThat(count).isEqualTo(4096);
  }

  @Test
  void everyPrivateAddressWaitsForItself() {
    exhaust();
    for (int port = 1; port <= 100; port++) {
      PeerAddress from = new PeerAddress("10.0.0.1", port);
      assertThat(budget.request(from, new byte[0], now)).isEqualTo(Decision.LATER);
    }
    now += SECOND;

    assertThat(served()).hasSize(100).containsOnly("10.0.0.1");
  }

  @Test
  void privateHostTakesOneTurnWhateverItsPorts() {
    exhaust();
    for (int port = 1; port <= 5000; port++) {
      budget.request(new PeerAddress("10.0.0.1", port), new byte[0], now);
    }
    for (int i = 2; i <= 10; i++) {
      assertThat(request("10.0.0." + i)).isEqualTo(Decision.LATER);
    }
    assertThat(budget.requests()).isEqualTo(4096);
    now += SECOND / 10;

    assertThat(served()).hasSize(20).contains("10.0.0.2", "10.0.0.10");
  }

  @Test
  void requestThatHasWaitedForTooLongIsDropped() {
    exhaust();
    request("198.51.100.1");
    now += Duration.ofMinutes(3).toNanos();
    budget.isPaused = true;
    request("198.51.101.1");
    budget.isPaused = false;
    now += Duration.ofMinutes(3).toNanos();

    assertThat(served()).containsExactly("198.51.101.1");
    assertThat(budget.isWaiting()).isFalse();
    assertThat(budget.requests()).isZero();
  }

  @Test
  void everyRequestThatIsGivenUpIsCountedOnce() {
    exhaust();
    request("198.51.100.1");
    request("198.51.100.1");
    assertThat(budget.takeGivenUp()).as("the same one again").isZero();
    request("198.51.100.2");
    assertThat(budget.takeGivenUp()).as("another one of the group").isEqualTo(1);
    for (int port = 1; port <= 5000; port++) {
      budget.request(new PeerAddress("10.0.0.1", port), new byte[0], now);
    }
    assertThat(budget.takeGivenUp()).as("more than may wait").isEqualTo(5001 - 4096);
    now += Duration.ofMinutes(6).toNanos();
    assertThat(served()).isEmpty();
    assertThat(budget.takeGivenUp()).as("too late").isEqualTo(4096);
    assertThat(budget.takeGivenUp()).isZero();
  }

  @Test
  void requestsOfForgottenGroupsAreCounted() {
    int waited = 0;
    for (int i = 0; i < 20_000; i++) {
      waited += request(host(i)) == Decision.LATER ? 1 : 0;
    }

    assertThat(budget.takeGivenUp()).isEqualTo(waited - budget.requests()).isPositive();
  }

  @Test
  void spentGroupStaysSpentWhateverOtherGroupsAsk() {
    for (int i = 0; i < 2 * GROUP_BURST; i++) {
      request("198.51.100.1");
    }
    for (int i = 0; i < 20_000; i++) {
      request(host(i));
    }

    assertThat(request("198.51.100.1")).isEqualTo(Decision.NEVER);
  }

  @Test
  void waitingGroupIsKeptWhileOthersAreIdle() {
    exhaust();
    assertThat(request(host(0))).isEqualTo(Decision.LATER);
    for (int i = 0; i < 3096; i++) {
      request(host(2000 + i));
    }
    now += 10 * SECOND;
    assertThat(served()).hasSize(BURST).doesNotContain(host(0));
    for (int i = 0; i < 1500; i++) {
      request(host(10_000 + i));
    }
    List<String> served = new ArrayList<>();
    while (budget.isWaiting()) {
      now += SECOND;
      served.addAll(served());
    }

    assertThat(served).contains(host(0)).hasSize(1 + 2096 + 1500);
  }

  private static String ofProvider(int provider, int site) {
    return String.format(Locale.ROOT, "2a02:%x:%x::1", provider, site);
  }

  @Test
  void sitesOfAnIpv6ProviderShareALimit() {
    int count = 0;
    for (int i = 0; i < 10_000; i++) {
      count += request(ofProvider(1, i)) == Decision.NOW ? 1 : 0;
    }
    assertThat(count).isEqualTo(4 * GROUP_BURST);
    assertThat(request(ofProvider(2, 1))).isEqualTo(Decision.NOW);
    now += SECOND;
    for (int i = 0; i < 40; i++) {
      assertThat(request(ofProvider(1, 20_000 + i))).isEqualTo(Decision.NOW);
    }
    assertThat(request(ofProvider(1, 1))).isEqualTo(Decision.NEVER);
  }

  @Test
  void siteOfAnIpv6ProviderHasTheLimitOfAGroup() {
    for (int i = 0; i < GROUP_BURST; i++) {
      assertThat(request(ofProvider(1, 7))).isEqualTo(Decision.NOW);
    }
    assertThat(request(ofProvider(1, 7))).isEqualTo(Decision.NEVER);
    assertThat(request(ofProvider(1, 8))).isEqualTo(Decision.NOW);
    now += SECOND;
    for (int i = 0; i < 10; i++) {
      assertThat(request(ofProvider(1, 7))).isEqualTo(Decision.NOW);
    }
    assertThat(request(ofProvider(1, 7))).isEqualTo(Decision.NEVER);
  }

  @Test
  void siteThatWaitedPaysWhenItIsServed() {
    exhaust();
    for (int i = 0; i < GROUP_BURST; i++) {
      assertThat(request(ofProvider(1, 7))).isEqualTo(Decision.LATER);
      now += SECOND / 200;
      assertThat(served()).hasSize(1);
    }
    // 2.5 are back after the quarter of a second that it took.
    assertThat(request(ofProvider(1, 7))).isEqualTo(Decision.LATER);
    now += SECOND / 200;
    assertThat(served()).hasSize(1);
    assertThat(request(ofProvider(1, 7))).isEqualTo(Decision.LATER);
    now += SECOND / 200;
    assertThat(served()).hasSize(1);
    assertThat(request(ofProvider(1, 7))).isEqualTo(Decision.NEVER);
  }

  @Test
  void oneIpv6ProviderTakesTurnsAsOneGroup() {
    exhaust();
    for (int i = 0; i < 5_000; i++) {
      request(ofProvider(1, i));
    }
    request("198.51.100.1");
    now += SECOND / 100;

    assertThat(served()).containsExactly(ofProvider(1, 4_999), "198.51.100.1");
  }

  @Test
  void rememberedSitesAreBounded() {
    for (int i = 0; i < 20_000; i++) {
      request(ofProvider(i % 100, i));
    }
    assertThat(budget.sites()).isEqualTo(4096);
    assertThat(budget.groups()).isEqualTo(100);
  }

  @Test
  void pausedBudgetServesNothingAndThenInTurn() {
    budget.isPaused = true;
    assertThat(request("198.51.100.1")).isEqualTo(Decision.LATER);
    assertThat(served()).isEmpty();
    budget.isPaused = false;
    assertThat(request("198.51.101.1")).as("another one waits").isEqualTo(Decision.LATER);

    assertThat(served()).containsExactly("198.51.100.1", "198.51.101.1");
  }
}
