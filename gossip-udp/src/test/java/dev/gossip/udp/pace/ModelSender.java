package dev.gossip.udp.pace;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A sender with an unlimited supply, which detects losses as links do. */
final class ModelSender {
  private static final long MAX_ACK_DELAY_NANOS = ModelReceiver.ACK_DELAY_NANOS;
  private static final long TIMER_NANOS = 1_000_000;
  private static final int REORDERING = 3;
  private static final int REMEMBERED = 4_096;

  private final PathModel model;
  private final Control control;
  private final ModelReceiver receiver;
  private final TreeMap<Long, Long> underWay = new TreeMap<>();
  private final TreeMap<Long, Long> givenUp = new TreeMap<>();
  private long next = 1;
  private long highestAcked;
  private long highestSentNanos;
  private long timeoutAtNanos;
  private boolean isTimeoutSet;
  private boolean isWakeUpSet;
  private long wronglyGivenUp;
  private int leastWindowBytes = Integer.MAX_VALUE;

  ModelSender(PathModel model, Control control) {
    this.model = model;
    this.control = control;
    receiver = new ModelReceiver(model, this);
  }

  ModelReceiver receiver() {
    return receiver;
  }

  int leastWindowBytes() {
    return leastWindowBytes;
  }

  void startMeasuring() {
    receiver.startMeasuring();
    wronglyGivenUp = 0;
  }

  /** Datagrams that arrived, without those that would have been sent twice. */
  long goodDatagrams() {
    return receiver.arrived() - wronglyGivenUp;
  }

  void send() {
    long now = model.nowNanos();
    leastWindowBytes = Math.min(leastWindowBytes, control.windowBytes());
    while (control.roomBytes(now) >= PathModel.DATAGRAM_BYTES) {
      long number = next++;
      underWay.put(number, now);
      control.onSent(PathModel.DATAGRAM_BYTES, now);
      model.transmit(() -> receiver.onDatagram(number));
      setTimeout();
    }
    long wait = control.waitNanos(now);
    if (wait != Control.NEVER && !isWakeUpSet) {
      isWakeUpSet = true;
      long ticks = (now + wait + TIMER_NANOS - 1) / TIMER_NANOS;
      model.schedule(ticks * TIMER_NANOS - now, this::wakeUp);
    }
  }

  private void wakeUp() {
    isWakeUpSet = false;
    send();
  }

  void onAck(ModelReceiver.Ack ack) {
    long now = model.nowNanos();
    long number = ack.highest();
    boolean isArrived = true;
    for (int run : ack.runs()) {
      if (isArrived) {
        acknowledge(underWay, number - run + 1, number, ack, now);
        acknowledge(givenUp, number - run + 1, number, ack, now);
      }
      number -= run;
      isArrived = !isArrived;
    }
    givenUp.headMap(highestAcked - REMEMBERED).clear();
    long quarter = control.roundTrip().smoothedNanos() / 4;
    while (!underWay.isEmpty()
        && underWay.firstKey() <= highestAcked - REORDERING
        && highestSentNanos - underWay.firstEntry().getValue() >= quarter) {
      giveUpFirst(now);
    }
    setTimeout();
    send();
  }

  private void acknowledge(
      SortedMap<Long, Long> open, long first, long last, ModelReceiver.Ack ack, long now) {
    for (Long each : List.copyOf(open.subMap(first, last + 1).keySet())) {
      onAcked(each, ack, now);
    }
  }

  private void onAcked(long number, ModelReceiver.Ack ack, long now) {
    Long sent = underWay.remove(number);
    if (sent == null) {
      Long wronglySent = givenUp.remove(number);
      if (wronglySent != null) {
        wronglyGivenUp++;
        control.onAcked(0, wronglySent, now, ack.delayNanos(), false);
      }
      return;
    }
    boolean isHighest = number == ack.highest() && number > highestAcked;
    if (isHighest) {
      highestAcked = number;
      highestSentNanos = sent;
    }
    control.onAcked(PathModel.DATAGRAM_BYTES, sent, now, ack.delayNanos(), isHighest);
  }

  private void giveUpFirst(long now) {
    Map.Entry<Long, Long> first = underWay.pollFirstEntry();
    givenUp.put(first.getKey(), first.getValue());
    control.onLost(PathModel.DATAGRAM_BYTES, first.getValue(), now);
  }

  private void setTimeout() {
    long delay = control.roundTrip().timeoutNanos(MAX_ACK_DELAY_NANOS);
    timeoutAtNanos = model.nowNanos() + delay;
    if (!isTimeoutSet) {
      isTimeoutSet = true;
      model.schedule(delay, this::checkTimeout);
    }
  }

  private void checkTimeout() {
    long now = model.nowNanos();
    isTimeoutSet = false;
    if (underWay.isEmpty()) {
      return;
    }
    if (now < timeoutAtNanos) {
      isTimeoutSet = true;
      model.schedule(timeoutAtNanos - now, this::checkTimeout);
      return;
    }
    control.onTimeout(now);
    while (!underWay.isEmpty()) {
      giveUpFirst(now);
    }
    send();
  }
}
