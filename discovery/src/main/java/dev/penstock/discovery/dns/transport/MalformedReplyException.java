package dev.penstock.discovery.dns.transport;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Thrown when a name server sent something that is not a DNS message, or not one that can be an answer. */
public final class MalformedReplyException extends IOException {
    private static final long serialVersionUID = 1L;

    MalformedReplyException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
