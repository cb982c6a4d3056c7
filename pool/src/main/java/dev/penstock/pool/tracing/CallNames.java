package dev.penstock.pool.tracing;

import java.util.stream.Stream;

/** Names the JDBC call that is under way on a thread, by its stack. Only traced claims pay for that. */
final class CallNames {
    private static final StackWalker WALKER = StackWalker.getInstance();
    private static final String PACKAGE = "dev.penstock.pool.jdbc.";
    private static final int MOST_FRAMES = 24;

    private CallNames() {}

    /** For example {@code PreparedStatement.executeQuery}: the outermost call of the connection and its objects. */
    static String current() {
        return WALKER.walk(CallNames::name);
    }

    private static String name(Stream<StackWalker.StackFrame> frames) {
        StackWalker.StackFrame outermost = frames.limit(MOST_FRAMES)
                .dropWhile(frame -> !frame.getClassName().startsWith(PACKAGE))
                .takeWhile(frame -> frame.getClassName().startsWith(PACKAGE))
                .reduce((inner, outer) -> outer)
                .orElse(null);
        if (outermost == null) {
            return "call";
        }
        String type = outermost.getClassName().substring(PACKAGE.length());
        return type.replaceFirst("^(Claimed|Delegating)", "") + "." + outermost.getMethodName();
    }
}
