package dev.gossip.udp.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import dev.gossip.core.engine.runtime.Resolution;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ResolverTest {
  private final Map<String, AtomicInteger> lookups = new ConcurrentHashMap<>();
  private final CountDownLatch endOfSlowLookups = new CountDownLatch(1);
  private Resolver resolver = resolver("0.0.0.0");

  private Resolver resolver(String listen) {
    return new Resolver(this::lookUp, new ReachableAddresses(ip(listen)), "test-names");
  }

  @AfterEach
  void close() {
    endOfSlowLookups.countDown();
    resolver.close();
  }

  private InetAddress[] lookUp(String host) throws UnknownHostException {
    lookups.computeIfAbsent(host, key -> new AtomicInteger()).incrementAndGet();
    if (host.startsWith("slow")) {
      try {
        endOfSlowLookups.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      throw new UnknownHostException(host + ": Name or service not known");
    }
    return switch (host) {
      case "both" -> new InetAddress[] {ip("::1"), ip("127.0.0.1"), ip("127.0.0.2")};
      case "six" -> new InetAddress[] {ip("fd00::1")};
      case "broken" -> throw new SecurityException("no names here");
      default -> InetAddress.getAllByName(host);
    };
  }

  private static InetAddress ip(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private CompletableFuture<Resolution> resolve(String text) {
    CompletableFuture<Resolution> answer = new CompletableFuture<>();
    resolver.resolve(PeerAddress.parse(text), answer::complete);
    return answer;
  }

  private List<CompletableFuture<Resolution>> resolveSlow(int names) {
    return IntStream.range(0, names).mapToObj(i -> resolve("slow" + i + ":7")).toList();
  }

  private Resolution answer(String text) throws Exception {
    return resolve(text).get(30, TimeUnit.SECONDS);
  }

  @Test
  void nameResolvesToAllAddressesInSystemOrder() throws Exception {
    assertThat(answer("both:7").addresses())
        .extracting(PeerAddress::toString)
        .containsExactly("[::1]:7", "127.0.0.1:7", "127.0.0.2:7");
  }

  @Test
  void slowLookupsDoNotDelayAnother() throws Exception {
    List<CompletableFuture<Resolution>> slow = resolveSlow(Resolver.THREADS - 1);

    assertThat(answer("both:7").addresses()).isNotEmpty();
    assertThat(slow).noneMatch(CompletableFuture::isDone);
  }

  @Test
  void literalAddressDoesNotWaitForLookups() {
    List<CompletableFuture<Resolution>> slow = resolveSlow(2 * Resolver.THREADS);

    assertThat(resolve("[2001:db8::1]:7")).isCompleted();
    assertThat(resolve("127.0.0.1:7")).isCompleted();
    assertThat(slow).noneMatch(CompletableFuture::isDone);
  }

  @Test
  void concurrentRequestsForANameShareOneLookup() throws Exception {
    CompletableFuture<Resolution> first = resolve("slow:7");
    CompletableFuture<Resolution> second = resolve("slow:8");
    endOfSlowLookups.countDown();

    assertThat(first.get(30, TimeUnit.SECONDS).failureReason())
        .isEqualTo("no address is known for the name 'slow' (Name or service not known)");
    assertThat(second.get(30, TimeUnit.SECONDS)).isEqualTo(first.join());
    assertThat(lookups.get("slow")).hasValue(1);

    answer("slow:7");
    assertThat(lookups.get("slow")).as("looked up again later").hasValue(2);
  }

  @Test
  void throwingLookupIsAnsweredAsAFailure() throws Exception {
    assertThat(answer("broken:7").addresses()).isEmpty();
    assertThat(answer("broken:7").failureReason()).contains("'broken'");
  }

  @Test
  void addressesOfAnotherFamilyAreOmittedForASingleFamilySocket() throws Exception {
    resolver.close();
    resolver = resolver("127.0.0.1");
    assertThat(answer("both:7").addresses())
        .extracting(PeerAddress::host)
        .containsExactly("127.0.0.1", "127.0.0.2");
    assertThat(answer("six:7").failureReason())
        .isEqualTo(
            "this node cannot send there: it listens at 127.0.0.1, and the other address is IPv6;"
                + " listen at [::] or name another address of the peer");

    resolver.close();
    resolver = resolver("::1");
    assertThat(answer("both:7").addresses()).extracting(PeerAddress::host).containsExactly("::1");
  }

  @Test
  void localhostWithATrailingDotIsThisMachine() throws Exception {
    assertThat(answer("localhost.:7").addresses()).isEqualTo(answer("localhost:7").addresses());
    assertThat(answer("localhost.:7").addresses()).isNotEmpty();
  }

  @Test
  void zoneNameIsResolvedToItsNumber() throws Exception {
    NetworkInterface loopback = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());

    assertThat(answer("[fe80::1%" + loopback.getName() + "]:7").addresses())
        .containsExactly(new PeerAddress("fe80::1%" + loopback.getIndex(), 7));
    assertThat(answer("[fe80::1%" + loopback.getIndex() + "]:7").addresses())
        .containsExactly(new PeerAddress("fe80::1%" + loopback.getIndex(), 7));
    assertThat(answer("[fe80::1%nowhere]:7").failureReason())
        .isEqualTo("this machine has no network interface 'nowhere'; name one of its own");
  }
}
