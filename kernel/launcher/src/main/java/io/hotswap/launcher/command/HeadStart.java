package io.hotswap.launcher.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import javax.crypto.Mac;

/**
 * Lets a second processor initialise what a node needs a little later, a fifth of all that its main
 * thread would do. Whoever needs it meanwhile waits, as class initialisation has it. Nothing of it
 * logs: that would set up logging twice at once.
 */
final class HeadStart implements Runnable {
  private HeadStart() {}

  static void begin() {
    Thread thread = new Thread(new HeadStart(), "hotswap-head-start");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void run() {
    try {
      JsonMapper mapper = new JsonMapper();
      mapper.writeValueAsString(mapper.readValue("{}", Map.class));
      Mac.getInstance("HmacSHA256");
    } catch (JsonProcessingException | NoSuchAlgorithmException missing) {
      // Whoever needs it says so.
    }
  }
}
