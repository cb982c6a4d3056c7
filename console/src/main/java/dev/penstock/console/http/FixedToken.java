package dev.penstock.console.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A token that does not change. Only its digest is kept, and the time of a comparison depends on no character of it.
 */
final class FixedToken implements Token {
    private static final String SCHEME = "Bearer ";

    private final byte[] digest;

    FixedToken(String secret) {
        this.digest = digest(secret);
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java has SHA-256", e);
        }
    }

    @Override
    public boolean accepts(String authorization) {
        boolean scheme = authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
        String given = scheme ? authorization.substring(SCHEME.length()).strip() : "";
        return MessageDigest.isEqual(digest, digest(given)) && scheme;
    }
}
