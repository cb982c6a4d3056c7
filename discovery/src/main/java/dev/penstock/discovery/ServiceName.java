package dev.penstock.discovery;

import static java.util.Objects.requireNonNull;

/**
 * The name of a service in logs, metrics and errors.
 *
 * @param value the name: not empty, at most 200 characters, without spaces and control characters
 */
public record ServiceName(String value) {
    private static final int MAX_LENGTH = 200;

    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException if the name is empty, too long, or contains a space or control character
     */
    public ServiceName {
        requireNonNull(value, "value");
        if (value.isEmpty() || value.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "service name has " + value.length() + " characters; it needs 1 to " + MAX_LENGTH);
        }
        if (value.chars().anyMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c))) {
            throw new IllegalArgumentException("service name '" + value + "' contains a space or control character");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
