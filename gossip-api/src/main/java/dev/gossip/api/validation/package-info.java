/** Message validation: what the application itself has to say about messages. */
@NullMarked
package dev.gossip.api.validation;

import org.jspecify.annotations.NullMarked;
