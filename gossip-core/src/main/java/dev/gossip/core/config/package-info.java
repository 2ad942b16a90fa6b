/** Configuration: values from files, {@code --set} and the builder, checked. */
@NullMarked
package dev.gossip.core.config;

import org.jspecify.annotations.NullMarked;
