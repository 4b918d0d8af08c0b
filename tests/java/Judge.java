import com.fasterxml.jackson.databind.ObjectMapper;
import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.Option;
import com.jayway.jsonpath.spi.json.JsonSmartJsonProvider;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.commons.lang.StringEscapeUtils;
import org.apache.velocity.VelocityContext;
import org.apache.velocity.app.VelocityEngine;
import org.apache.velocity.app.event.EventCartridge;
import org.apache.velocity.app.event.InvalidReferenceEventHandler;
import org.apache.velocity.context.Context;
import org.apache.velocity.util.introspection.Info;

/**
 * Answers one JSON question per line on stdin with one JSON line on stdout.
 *
 * {"template", "body", "params", "vars", "context", "stageVariables"}  ->  {"output", "context"} or {"error"}
 * {"path", "json"}                                                     ->  {"value", "text"} or {"error"}
 * {"pattern", "text"} or {"pattern", "texts"}                          ->  {"match"} or {"matches"}, or {"error", "offset"}
 * {"pattern", "parts": [[text, times], ...]}                           ->  the same, for one long text put together here
 *
 * "match" is Matcher.matches(): the whole text. Add "find": true for Matcher.find(), "replacement" for replaceAll.
 */
public class Judge {
    static final ObjectMapper JSON = new ObjectMapper();
    static final Configuration PATHS = Configuration.builder()
            .jsonProvider(new JsonSmartJsonProvider())
            .options(Option.SUPPRESS_EXCEPTIONS, Option.DEFAULT_PATH_LEAF_TO_NULL)
            .build();

    /** What templates see as $input. */
    public static class Input {
        private final String text;
        private final Map<String, Map<String, Object>> params;
        private Object document;
        private boolean read;

        Input(String text, Map<String, Map<String, Object>> params) {
            this.text = text == null ? "" : text;
            this.params = params;
        }

        public String getBody() {
            return text.isEmpty() ? "{}" : text;
        }

        private Object document() {
            if (!read) {
                read = true;
                try {
                    document = text.isEmpty() ? null : PATHS.jsonProvider().parse(text);
                } catch (RuntimeException notJson) {
                    document = text;
                }
            }
            return document;
        }

        public Object path(String path) {
            Object root = document();
            if (root == null || path.equals("$")) return root;
            boolean container = root instanceof Map || root instanceof List;
            return container ? JsonPath.using(PATHS).parse(root).read(path) : null;
        }

        public String json(String path) throws Exception {
            Object value = path(path);
            return value == null ? "\"\"" : JSON.writeValueAsString(value);
        }

        public Object params() {
            return params;
        }

        public Object params(String name) {
            if (List.of("path", "querystring", "header").contains(name)) return params.get(name);
            for (String place : List.of("path", "querystring", "header")) {
                Map<String, Object> values = params.get(place);
                if (values != null && values.containsKey(name)) return values.get(name);
            }
            return "";
        }
    }

    /** What templates see as $util. */
    public static class Util {
        public String escapeJavaScript(String text) {
            return StringEscapeUtils.escapeJavaScript(text);
        }

        public Object parseJson(String text) {
            return PATHS.jsonProvider().parse(text);
        }

        public String urlEncode(String text) {
            return URLEncoder.encode(text, StandardCharsets.UTF_8);
        }

        public String urlDecode(String text) {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        }

        public String base64Encode(String text) {
            return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        }

        public String base64Decode(String text) {
            return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
        }
    }

    /** The service shows nothing for a reference without a value. */
    public static class ShowNothing implements InvalidReferenceEventHandler {
        public Object invalidGetMethod(Context context, String reference, Object object, String property, Info info) {
            return "";
        }

        public boolean invalidSetMethod(Context context, String left, String right, Info info) {
            return false;
        }

        public Object invalidMethod(Context context, String reference, Object object, String method, Info info) {
            return "";
        }
    }

    static VelocityEngine engine() {
        VelocityEngine engine = new VelocityEngine();
        engine.setProperty("runtime.log.logsystem.class", "org.apache.velocity.runtime.log.NullLogChute");
        engine.setProperty("resource.loader", "string");
        engine.setProperty("string.resource.loader.class", "org.apache.velocity.runtime.resource.loader.StringResourceLoader");
        engine.setProperty("velocimacro.permissions.allow.inline", "false");
        engine.setProperty("velocimacro.library", "");
        engine.init();
        return engine;
    }

    @SuppressWarnings("unchecked")
    static <T> T field(Map<String, Object> question, String name, T otherwise) {
        Object value = question.get(name);
        return value == null ? otherwise : (T) value;
    }

    static void render(Map<String, Object> question, VelocityEngine engine, Map<String, Object> answer) {
        VelocityContext variables = new VelocityContext();
        Judge.<Map<String, Object>>field(question, "vars", Map.of()).forEach(variables::put);
        String body = field(question, "body", null);
        if (body != null) variables.put("input", new Input(body, field(question, "params", new LinkedHashMap<>())));
        variables.put("util", new Util());
        for (String name : List.of("context", "stageVariables")) {
            if (question.get(name) != null) variables.put(name, question.get(name));
        }
        EventCartridge handlers = new EventCartridge();
        handlers.addEventHandler(new ShowNothing());
        handlers.attachToContext(variables);
        StringWriter output = new StringWriter();
        engine.evaluate(variables, output, "template", (String) question.get("template"));
        answer.put("output", output.toString());
        Object context = question.get("context");
        if (context != null && isPrintable(context)) answer.put("context", context);
    }

    /** A template can put the context into itself. */
    static boolean isPrintable(Object value) {
        try {
            JSON.writeValueAsString(value);
            return true;
        } catch (Exception | StackOverflowError circular) {
            return false;
        }
    }

    static void readPath(Map<String, Object> question, Map<String, Object> answer) throws Exception {
        Object root = PATHS.jsonProvider().parse((String) question.get("json"));
        Object value = JsonPath.using(PATHS).parse(root).read((String) question.get("path"));
        answer.put("value", JSON.readTree(JSON.writeValueAsString(value)));
        answer.put("text", String.valueOf(value));
        answer.put("type", value == null ? "null" : value.getClass().getSimpleName());
    }

    static Object applied(Pattern pattern, String text, Map<String, Object> question) {
        if (question.get("replacement") != null) return pattern.matcher(text).replaceAll((String) question.get("replacement"));
        boolean find = Boolean.TRUE.equals(question.get("find"));
        return find ? pattern.matcher(text).find() : pattern.matcher(text).matches();
    }

    static String text(Map<String, Object> question) {
        List<List<Object>> parts = field(question, "parts", null);
        if (parts == null) return field(question, "text", "");
        StringBuilder text = new StringBuilder();
        for (List<Object> part : parts) text.append(((String) part.get(0)).repeat((Integer) part.get(1)));
        return text.toString();
    }

    static void match(Map<String, Object> question, Map<String, Object> answer) {
        try {
            Pattern pattern = Pattern.compile((String) question.get("pattern"));
            List<String> texts = field(question, "texts", null);
            if (texts == null) {
                answer.put("match", applied(pattern, text(question), question));
                return;
            }
            List<Object> matches = new ArrayList<>();
            for (String text : texts) matches.add(applied(pattern, text, question));
            answer.put("matches", matches);
        } catch (PatternSyntaxException refused) {
            answer.put("error", "PatternSyntaxException: " + refused.getDescription());
            answer.put("offset", refused.getIndex());
        }
    }

    static Map<String, Object> answer(Map<String, Object> question, VelocityEngine engine) {
        Map<String, Object> answer = new LinkedHashMap<>();
        try {
            if (question.containsKey("pattern")) match(question, answer);
            else if (question.containsKey("path")) readPath(question, answer);
            else render(question, engine, answer);
        } catch (Throwable problem) {
            answer.clear();
            answer.put("error", problem.getClass().getSimpleName() + ": " + problem.getMessage());
        }
        return answer;
    }

    @SuppressWarnings("unchecked")
    public static void main(String[] arguments) throws Exception {
        VelocityEngine engine = engine();
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream answers = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        for (String line = questions.readLine(); line != null; line = questions.readLine()) {
            answers.println(JSON.writeValueAsString(answer(JSON.readValue(line, LinkedHashMap.class), engine)));
            answers.flush();
        }
    }
}
