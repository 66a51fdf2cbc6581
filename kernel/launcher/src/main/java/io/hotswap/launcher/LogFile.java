package io.hotswap.launcher;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.util.FileSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Logging of this process: all into a bounded rolling file once one is named, warnings on standard
 * error. In code, because reading an XML file costs a node a tenth of a second at its start.
 *
 * <p>{@code -Dlogback.configurationFile=…} replaces all of it.
 */
public final class LogFile extends ContextAwareBase implements Configurator {
  private static final String PROPERTY = "hotswap.log";
  private static final String PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX,UTC} %-5level %logger{24} [%thread] %msg%n";
  private static final long FILE_BYTES_MAX = 16L << 20;
  private static final int FILES_MAX = 5;

  /** Names the file; must happen before the first logger is made. */
  public static Path in(Path directory) {
    Path file = directory.resolve("hotswap.log").toAbsolutePath().normalize();
    System.setProperty(PROPERTY, file.toString());
    return file;
  }

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    if (System.getProperty("logback.configurationFile") != null) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.INFO);
    // Warns of every OpenAPI keyword beside the schemas, each time a gateway starts.
    context.getLogger("com.networknt").setLevel(Level.ERROR);
    // What clients send that is no protocol is no error of the node; they are told, or hung up on.
    context.getLogger("io.vertx.core.net.impl.ConnectionBase").setLevel(Level.OFF);
    context.getLogger("io.vertx.ext.eventbus.bridge.tcp.impl").setLevel(Level.OFF);
    // How it starts in a Java of modules, and that a subsystem is off which nobody uses.
    context.getLogger("com.hazelcast").setLevel(Level.WARN);
    context.getLogger("com.hazelcast.instance.impl.HazelcastInstanceFactory").setLevel(Level.OFF);
    context.getLogger("com.hazelcast.cp").setLevel(Level.ERROR);
    root.addAppender(console(context));
    String file = System.getProperty(PROPERTY);
    if (file != null && isWritable(Path.of(file))) {
      root.addAppender(rolling(context, file));
    }
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /** NB: Logback would tell of a file that it cannot open with all it did so far. */
  private static boolean isWritable(Path file) {
    try {
      Files.createDirectories(file.getParent());
      if (Files.isWritable(Files.exists(file) ? file : file.getParent())) {
        return true;
      }
    } catch (IOException unwritable) {
      // Said below.
    }
    System.err.println("WARN  log: " + file + " cannot be written; warnings go here only");
    return false;
  }

  private static Appender<ILoggingEvent> console(LoggerContext context) {
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setTarget("System.err");
    console.setEncoder(encoder(context, "%-5level %msg%n%nopex"));
    ThresholdFilter warnings = new ThresholdFilter();
    warnings.setLevel("WARN");
    warnings.start();
    console.addFilter(warnings);
    console.start();
    return console;
  }

  private static Appender<ILoggingEvent> rolling(LoggerContext context, String file) {
    RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
    appender.setContext(context);
    appender.setFile(file);
    appender.setEncoder(encoder(context, PATTERN));
    FixedWindowRollingPolicy rolling = new FixedWindowRollingPolicy();
    rolling.setContext(context);
    rolling.setParent(appender);
    rolling.setFileNamePattern(file + ".%i");
    rolling.setMaxIndex(FILES_MAX);
    rolling.start();
    SizeBasedTriggeringPolicy<ILoggingEvent> trigger = new SizeBasedTriggeringPolicy<>();
    trigger.setContext(context);
    trigger.setMaxFileSize(new FileSize(FILE_BYTES_MAX));
    trigger.start();
    appender.setRollingPolicy(rolling);
    appender.setTriggeringPolicy(trigger);
    appender.start();
    return appender;
  }

  private static PatternLayoutEncoder encoder(LoggerContext context, String pattern) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(pattern);
    encoder.start();
    return encoder;
  }
}
