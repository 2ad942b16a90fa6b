package dev.gossip.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.ForwardingRelay;
import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.DownReason;
import dev.gossip.api.transport.ForwardingLinkEvents;
import dev.gossip.api.transport.ForwardingTransport;
import dev.gossip.api.transport.FrameLimits;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.LinkId;
import dev.gossip.api.transport.LinkStats;
import dev.gossip.api.transport.Priority;
import dev.gossip.api.transport.SendResult;
import dev.gossip.api.transport.Transport;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The bases of wrappers pass on every call with its arguments, and return what was returned. */
class ForwardingTest {
  private static final Peer PEER = new Peer(new PeerId(new byte[32]), Direction.INBOUND);

  /** A value of each type that the interfaces use, none of them a default. */
  private static final Map<Class<?>, Object> VALUES = new HashMap<>();

  static {
    Stream.of(
            PEER,
            PEER.id(),
            new MessageId(new byte[32]),
            GossipMessage.builder(new MessageId(new byte[32])).build(),
            new Arrival(PEER, ByteString.EMPTY),
            PeerAddress.parse("127.0.0.1:5000"),
            new LinkId(7),
            new FrameLimits(1, 2, 3, 4),
            LinkStats.NONE,
            new CloseReason(CloseReason.Kind.ENDED, "because"),
            new DownReason(DownReason.Kind.SILENT, "silent"),
            Direction.OUTBOUND,
            Misbehaviour.UNSOLICITED,
            Priority.CONTROL,
            SendResult.QUEUED,
            "why")
        .forEach(value -> VALUES.put(value.getClass(), value));
    VALUES.put(ByteString.class, ByteString.copyFromUtf8("frame"));
    VALUES.put(ByteBuffer.class, ByteBuffer.allocate(1));
    VALUES.put(Optional.class, Optional.of(PEER.id()));
    VALUES.put(List.class, List.of("frame"));
    VALUES.put(int.class, 5);
    VALUES.put(long.class, 6L);
    VALUES.put(boolean.class, true);
  }

  private static final class PlainTransport extends ForwardingTransport {
    PlainTransport(Transport wrapped) {
      super(wrapped);
    }
  }

  private static final class PlainEvents extends ForwardingLinkEvents {
    PlainEvents(LinkEvents receiver) {
      super(receiver);
    }
  }

  private static final class PlainRelay extends ForwardingRelay {
    PlainRelay(RelayStrategy wrapped) {
      super(wrapped);
    }
  }

  static Stream<Arguments> methods() {
    return Stream.of(
            methodsOf(Transport.class, PlainTransport::new),
            methodsOf(LinkEvents.class, PlainEvents::new),
            methodsOf(RelayStrategy.class, PlainRelay::new))
        .flatMap(methods -> methods);
  }

  private static <T> Stream<Arguments> methodsOf(Class<T> type, Function<T, T> wrapper) {
    return Arrays.stream(type.getMethods())
        .filter(method -> !Modifier.isStatic(method.getModifiers()))
        .map(
            method ->
                Arguments.argumentSet(
                    type.getSimpleName() + "." + method.getName(), type, wrapper, method));
  }

  @ParameterizedTest
  @MethodSource("methods")
  <T> void callIsPassedOnWithItsArgumentsAndItsResult(
      Class<T> type, Function<T, T> wrapper, Method method) throws IllegalAccessException {
    List<Object> calls = new ArrayList<>();
    T wrapped =
        type.cast(
            Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, called, arguments) -> {
                  calls.add(called);
                  calls.addAll(List.of(arguments == null ? new Object[0] : arguments));
                  return called.getReturnType() == void.class
                      ? null
                      : value(called.getReturnType());
                }));
    Object[] arguments = Arrays.stream(method.getParameterTypes()).map(this::value).toArray();

    Object result = call(method, wrapper.apply(wrapped), arguments);

    assertThat(calls.get(0)).isEqualTo(method);
    assertThat(calls.subList(1, calls.size())).containsExactly(arguments);
    assertThat(result)
        .isEqualTo(method.getReturnType() == void.class ? null : value(method.getReturnType()));
  }

  private static Object call(Method method, Object target, Object[] arguments)
      throws IllegalAccessException {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw new AssertionError(method + " threw", e.getCause());
    }
  }

  private Object value(Class<?> type) {
    Object value = VALUES.get(type);
    if (value == null) {
      throw new AssertionError("the test has no value of " + type);
    }
    return value;
  }

  @Test
  void everyMethodIsChecked() {
    assertThat(methods()).hasSizeGreaterThan(30);
  }
}
