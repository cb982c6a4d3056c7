package dev.penstock.backends;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StacksTest {
    private static final StackTraceElement APPLICATION = frame("shop.orders.Orders");

    private static StackTraceElement frame(String type) {
        return new StackTraceElement(type, "run", "Source.java", 5);
    }

    private static List<StackTraceElement> stack(String... types) {
        return Stream.of(types).map(StacksTest::frame).toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.net.Socket",
                "java.lang.VirtualThread",
                "jdk.internal.reflect.DirectMethodHandleAccessor",
                "jdk.proxy2.$Proxy113",
                "com.sun.proxy.$Proxy7",
                "$Proxy7",
                "jakarta.servlet.http.HttpServlet",
                "dev.penstock.pool.PenstockDataSource",
                "dev.penstock.waits.operations.Operation",
                "org.postgresql.core.v3.QueryExecutorImpl",
                "org.mariadb.jdbc.Statement",
                "com.mysql.cj.jdbc.StatementImpl",
                "oracle.jdbc.driver.T4CStatement",
                "oracle.net.ns.NetInputStream",
                "com.microsoft.sqlserver.jdbc.TDSReader",
                "com.ibm.db2.jcc.am.Statement",
                "org.h2.jdbc.JdbcStatement",
                "org.springframework.jdbc.core.JdbcTemplate",
                "org.springframework.aop.framework.CglibAopProxy$DynamicAdvisedInterceptor",
                "org.springframework.web.servlet.DispatcherServlet",
                "org.hibernate.engine.jdbc.internal.ResultSetReturnImpl",
                "org.eclipse.persistence.internal.jpa.QueryImpl",
                "org.jooq.impl.AbstractQuery",
                "org.jdbi.v3.core.Jdbi",
                "org.apache.ibatis.executor.SimpleExecutor",
                "org.apache.catalina.core.ApplicationFilterChain",
                "org.apache.coyote.http11.Http11Processor",
                "org.apache.tomcat.util.net.NioEndpoint$SocketProcessor",
                "org.eclipse.jetty.server.handler.ContextHandler",
                "org.glassfish.jersey.server.ServerRuntime",
                "io.undertow.server.Connectors",
                "io.netty.channel.nio.NioEventLoop",
                "reactor.core.publisher.Mono",
                "io.vertx.core.impl.ContextBase",
                "io.quarkus.vertx.core.runtime.VertxCoreRecorder",
                "io.micronaut.http.server.netty.RoutingInBoundHandler",
                "io.micrometer.observation.Observation",
                "io.opentelemetry.context.Context",
                "kotlinx.coroutines.DispatchedTask",
                "shop.orders.Orders$$SpringCGLIB$$0",
                "shop.orders.Orders$$EnhancerBySpringCGLIB$$1f3a",
                "shop.orders.Order$HibernateProxy$Ab3",
                "shop.orders.Orders$Proxy$_$$_WeldClientProxy"
            })
    void framesOfFrameworksAreSkipped(String machinery) {
        List<StackTraceElement> stack = List.of(frame(machinery), frame(machinery), APPLICATION, frame(machinery));

        assertThat(Stacks.application(stack)).contains("shop.orders.Orders.run(Source.java:5)");
        assertThat(Stacks.frames(stack, 8)).hasSize(2).last().isEqualTo("shop.orders.Orders.run(Source.java:5)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javafx.shop.Main",
                "com.mysqlshop.Main",
                "org.hibernatewatch.Main",
                "shop.io.netty.Main",
                "Main",
                "shop.Orders$Proxy",
                "reactor.Plant",
                "com.shop.Orders$Inner"
            })
    void similarNamesOfApplicationsAreShown(String type) {
        assertThat(Stacks.application(stack("java.lang.Object", type))).contains(type + ".run(Source.java:5)");
    }

    @Test
    void stackWithoutApplicationShowsInnermostFrame() {
        assertThat(Stacks.application(stack("java.net.Socket", "org.postgresql.PGStream")))
                .contains("java.net.Socket.run(Source.java:5)");
        assertThat(Stacks.application(List.of())).isEmpty();
    }

    @Test
    void framesAreBounded() {
        List<StackTraceElement> deep =
                Stream.generate(() -> APPLICATION).limit(500).toList();

        assertThat(Stacks.frames(deep, 8)).hasSize(8);
    }
}
