package dev.penstock.backends;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the frame of a stack that tells an operator most. */
public final class Stacks {
    /** The packages of the JDK, of the pool, of drivers, of servers and of frameworks. */
    private static final List<String> MACHINERY = List.of(
            // the JDK and the pool
            "java.",
            "javax.",
            "jdk.",
            "sun.",
            "com.sun.",
            "jakarta.",
            "dev.penstock.pool.",
            "dev.penstock.backends.",
            "dev.penstock.waits.",
            "dev.penstock.discovery.",
            "dev.penstock.console.engine.",
            "dev.penstock.console.http.",
            "dev.penstock.console.source.",
            // drivers
            "org.postgresql.",
            "com.impossibl.postgres.",
            "org.mariadb.jdbc.",
            "com.mysql.",
            "software.amazon.jdbc.",
            "oracle.jdbc.",
            "oracle.net.",
            "com.microsoft.sqlserver.",
            "net.sourceforge.jtds.",
            "com.ibm.db2.",
            "org.h2.",
            "org.hsqldb.",
            "org.apache.derby.",
            "org.sqlite.",
            // data access
            "org.jdbi.",
            "org.springframework.",
            "org.hibernate.",
            "org.eclipse.persistence.",
            "org.jooq.",
            "org.mybatis.",
            "org.apache.ibatis.",
            "com.querydsl.",
            "org.flywaydb.",
            "liquibase.",
            // servers and their frameworks
            "org.apache.catalina.",
            "org.apache.coyote.",
            "org.apache.tomcat.",
            "org.eclipse.jetty.",
            "org.glassfish.",
            "org.jboss.",
            "org.wildfly.",
            "io.undertow.",
            "io.netty.",
            "io.grpc.",
            "io.vertx.",
            "io.helidon.",
            "io.micronaut.",
            "io.quarkus.",
            "io.smallrye.",
            "reactor.core.",
            "reactor.netty.",
            // what wraps calls
            "io.micrometer.",
            "io.opentelemetry.",
            "org.aspectj.",
            "net.bytebuddy.",
            "org.junit.",
            "org.apache.maven.surefire.",
            // languages
            "kotlin.",
            "kotlinx.",
            "scala.",
            "groovy.",
            "org.codehaus.groovy.",
            "org.apache.groovy.");

    /** Parts of the names of classes that a framework generates from a class of the application. */
    private static final List<String> GENERATED = List.of(
            "$$SpringCGLIB$$",
            "$$EnhancerBy",
            "$$FastClassBy",
            "$HibernateProxy$",
            "$HibernateInstantiator$",
            "$$_Weld");

    private static final List<String> OWN = List.of("dev.penstock.pool.", "dev.penstock.backends.");

    private Stacks() {}

    /**
     * The stack of a thread, innermost frame first. If it is the calling thread, without the frames of the pool that
     * read it: its innermost frame is then the application's call of the pool.
     */
    public static List<StackTraceElement> of(Thread thread) {
        List<StackTraceElement> stack = List.of(thread.getStackTrace());
        if (!thread.equals(Thread.currentThread())) {
            return stack;
        }
        int first = 0;
        while (first < stack.size() && !isApplication(stack.get(first))) {
            first++;
        }
        return first == stack.size() ? stack : stack.subList(first, stack.size());
    }

    /**
     * The innermost frame of the application's code; if there is none, the innermost frame. Empty for an empty stack.
     */
    public static Optional<String> application(List<StackTraceElement> stack) {
        Optional<StackTraceElement> own =
                stack.stream().filter(Stacks::isApplication).findFirst();
        return own.or(() -> stack.stream().findFirst()).map(Stacks::text);
    }

    private static boolean isApplication(StackTraceElement frame) {
        String type = frame.getClassName();
        return MACHINERY.stream().noneMatch(type::startsWith)
                && GENERATED.stream().noneMatch(type::contains)
                && !type.startsWith("$Proxy");
    }

    /**
     * The innermost frame and the frames of the application's code, innermost first.
     *
     * @param most the number of frames at most
     */
    public static List<String> frames(List<StackTraceElement> stack, int most) {
        List<String> frames = new ArrayList<>();
        for (StackTraceElement frame : stack) {
            if (frames.size() < most && (frames.isEmpty() || isApplication(frame))) {
                frames.add(text(frame));
            }
        }
        return frames;
    }

    /**
     * The position in foreign code that the pool called: the frame that the pool called, and the innermost frame. Empty
     * if no such code runs.
     */
    public static Optional<String> foreign(List<StackTraceElement> stack) {
        int place = stack.size() - 1;
        while (place >= 0 && !isOwn(stack.get(place))) {
            place--;
        }
        while (place >= 0 && isOwn(stack.get(place))) {
            place--;
        }
        if (place < 0) {
            return Optional.empty();
        }
        String entered = text(stack.get(place));
        return Optional.of(place == 0 ? entered : entered + ", at " + text(stack.get(0)));
    }

    private static boolean isOwn(StackTraceElement frame) {
        return OWN.stream().anyMatch(frame.getClassName()::startsWith);
    }

    /** A frame without its module and class loader. */
    private static String text(StackTraceElement frame) {
        String place = frame.isNativeMethod() ? "native" : frame.getFileName() + ":" + frame.getLineNumber();
        return frame.getClassName() + "." + frame.getMethodName() + "(" + place + ")";
    }
}
