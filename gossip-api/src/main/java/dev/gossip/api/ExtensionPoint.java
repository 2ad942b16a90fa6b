package dev.gossip.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks an interface that plugins implement. Such an interface has at most three methods without a
 * default; the others are optional. Only {@link dev.gossip.api.transport.Transport} has more, none
 * of which a transport could do without.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface ExtensionPoint {}
