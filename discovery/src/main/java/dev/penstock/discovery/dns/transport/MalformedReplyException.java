package dev.penstock.discovery.dns.transport;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An exception for bytes of a name server that are not a valid DNS message. */
public final class MalformedReplyException extends IOException {
    private static final long serialVersionUID = 1L;

    MalformedReplyException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
