package dev.gossip.rules;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;

/** The packages of this project and of libraries, as the rules name them. */
final class Packages {
  static final String API = "dev.gossip.api..";
  static final String PLUGIN_API = "dev.gossip.api.plugin..";
  static final String[] CORE = {"dev.gossip", "dev.gossip.core.."};
  static final String UDP = "dev.gossip.udp..";
  static final String SIGNING = "dev.gossip.signing..";
  static final String REPUTATION = "dev.gossip.reputation..";
  static final String SIMULATION = "dev.gossip.simulation..";
  static final String REPORT = "dev.gossip.report..";
  static final String TESTKIT = "dev.gossip.testkit..";
  static final String CLI = "dev.gossip.cli..";
  static final String[] GUICE = {"com.google.inject..", "jakarta.inject.."};
  static final String DIFFUSION = "dev.gossip.diffusion..";
  static final String REPAIR = "dev.gossip.repair..";
  static final String DISCOVERY = "dev.gossip.discovery..";
  static final String MICROMETER = "dev.gossip.micrometer..";

  /** The DNS provider of the JDK is used through JNDI. */
  static final String NAMING = "javax.naming..";

  static final String PROTOBUF = "com.google.protobuf..";
  static final String[] TEST_LIBRARIES = {"org.junit..", "org.assertj..", "org.opentest4j.."};
  static final String[] CONTAINER_LIBRARIES = {
    "org.testcontainers..", "com.github.dockerjava..", "com.google.gson.."
  };

  /** The curve, the ciphers, and the question whether the machine is fast at AES. */
  static final String[] UDP_CRYPTOGRAPHY = {
    "javax.crypto..", "org.bouncycastle.math.ec.rfc7748", "com.sun.management"
  };

  static final String[] PLATFORM = {
    "java..", "org.jspecify.annotations..", "org.apiguardian.api.."
  };

  static final DescribedPredicate<JavaClass> LOGGERS =
      resideInAnyPackage(
              "java.util.logging..",
              "org.slf4j..",
              "org.apache.logging..",
              "org.apache.commons.logging..",
              "com.google.common.flogger..")
          .or(belongToAnyOf(System.Logger.class))
          .as("loggers");

  static final DescribedPredicate<JavaClass> GUICE_CLASSES = resideInAnyPackage(GUICE);

  private Packages() {}
}
