package dev.gossip.simulation.validation;

/**
 * What epidemics on complete graphs do, by recursions over the number of nodes that know, which is
 * a Markov chain. Nothing is simulated here, and unlike the limits in the literature the results
 * hold for networks of any size.
 */
final class EpidemicTheory {
  private EpidemicTheory() {}

  /** A mean and a standard deviation. */
  record Moments(double mean, double deviation) {

    /** Of the values whose weights these are by index, above a bound only. */
    static Moments above(double bound, double[] weights) {
      double all = 0;
      double sum = 0;
      double squares = 0;
      for (int value = (int) bound + 1; value < weights.length; value++) {
        all += weights[value];
        sum += weights[value] * value;
        squares += weights[value] * value * value;
      }
      double mean = sum / all;
      return new Moments(mean, Math.sqrt(squares / all - mean * mean));
    }
  }

  // ---- infect and die ------------------------------------------------------------------------

  /** The root of z = 1 - exp(-kz) above zero: the share that is reached as networks grow. */
  static double limit(double fanOut) {
    double share = 1;
    for (int step = 0; step < 1_000; step++) {
      share = 1 - Math.exp(-fanOut * share);
    }
    return share;
  }

  /**
   * With which probability so many nodes are reached in the end when each tells, once, a number of
   * distinct others. In which order they do it does not matter, so one does after the other.
   */
  static double[] infectAndDie(int nodes, int fanOut, double loss) {
    double[] end = new double[nodes + 1];
    double[] reached = new double[nodes + 1];
    reached[1] = 1;
    for (int told = 1; told <= nodes; told++) {
      double[] next = new double[nodes + 1];
      for (int have = told; have <= nodes; have++) {
        tell(nodes, have, fanOut, 1 - loss, reached[have], next);
      }
      end[told] = next[told];
      next[told] = 0;
      reached = next;
    }
    return end;
  }

  /** One more node tells others; what comes of it, with its weight, is added to what follows. */
  private static void tell(
      int nodes, int have, int fanOut, double arrives, double weight, double[] next) {
    // By how many copies arrived and how many of those were new. The arrived ones are distinct
    // nodes: drawn from the others, and not put back.
    double[][] weights = new double[fanOut + 1][fanOut + 1];
    weights[0][0] = weight;
    for (int copy = 0; copy < fanOut; copy++) {
      double[][] after = new double[fanOut + 1][fanOut + 1];
      for (int arrived = 0; arrived <= copy; arrived++) {
        for (int added = 0; added <= arrived; added++) {
          double isNew = (double) (nodes - have - added) / (nodes - 1 - arrived);
          double here = weights[arrived][added];
          after[arrived][added] += here * (1 - arrives);
          after[arrived + 1][added] += here * arrives * (1 - isNew);
          after[arrived + 1][added + 1] += here * arrives * isNew;
        }
      }
      weights = after;
    }
    for (double[] ofArrived : weights) {
      for (int added = 0; added <= Math.min(fanOut, nodes - have); added++) {
        next[have + added] += ofArrived[added];
      }
    }
  }

  // ---- synchronous rounds --------------------------------------------------------------------

  /** Rounds until all know when in each one everybody who knows tells one other. */
  static Moments pushRounds(int nodes) {
    return rounds(nodes, false);
  }

  /** Rounds until all know when everybody calls one other, and both tell what they know. */
  static Moments pushPullRounds(int nodes) {
    return rounds(nodes, true);
  }

  private static Moments rounds(int nodes, boolean pull) {
    double[] mean = new double[nodes + 1];
    double[] square = new double[nodes + 1];
    for (int know = nodes - 1; know >= 1; know--) {
      double[] fresh = pull ? pulled(nodes, know) : none(nodes - know);
      for (int caller = 0; caller < know; caller++) {
        fresh = pushed(nodes, fresh);
      }
      double laterMean = 0;
      double laterSquare = 0;
      for (int added = 1; added <= nodes - know; added++) {
        laterMean += fresh[added] * mean[know + added];
        laterSquare += fresh[added] * square[know + added];
      }
      // T = 1 + T', where T' is T again if nobody was added.
      mean[know] = (1 + laterMean) / (1 - fresh[0]);
      double anyMean = laterMean + fresh[0] * mean[know];
      square[know] = (1 + 2 * anyMean + laterSquare) / (1 - fresh[0]);
    }
    return new Moments(mean[1], Math.sqrt(square[1] - mean[1] * mean[1]));
  }

  private static double[] none(int unaware) {
    double[] fresh = new double[unaware + 1];
    fresh[0] = 1;
    return fresh;
  }

  /** How many of the unaware call somebody who knows: a binomial distribution. */
  private static double[] pulled(int nodes, int know) {
    double hit = (double) know / (nodes - 1);
    double[] fresh = none(nodes - know);
    for (int caller = 0; caller < nodes - know; caller++) {
      for (int added = caller + 1; added >= 0; added--) {
        double one = added == 0 ? 0 : fresh[added - 1] * hit;
        fresh[added] = fresh[added] * (1 - hit) + one;
      }
    }
    return fresh;
  }

  /** One node that knows calls another, which is new unless it knew or was added before. */
  private static double[] pushed(int nodes, double[] fresh) {
    int unaware = fresh.length - 1;
    double[] after = new double[fresh.length];
    for (int added = 0; added <= unaware; added++) {
      double isNew = (double) (unaware - added) / (nodes - 1);
      after[added] += fresh[added] * (1 - isNew);
      if (added < unaware) {
        after[added + 1] += fresh[added] * isNew;
      }
    }
    return after;
  }
}
