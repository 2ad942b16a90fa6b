/** Configuration: what a file, {@code --set} and a builder's calls say, checked. */
@NullMarked
package dev.gossip.core.config;

import org.jspecify.annotations.NullMarked;
