# Names of a filter that can match nothing. They are compared by their key: functions/shared/normalisation.py, as far as
# Terraform has functions for it. It lacks NFKC, of which the widths that Japanese uses are mapped here.

locals {
  filter_key_names = var.filter_scope == "MessageBody" ? ["data.offers.category"] : ["categories", "interest", "location"]

  # Every name that is compared with, and which part of a key it has to be.
  filter_names = [for each in concat(
    flatten([for name, values in var.filter_policy : [for text in values : { of = name, part = "whole", text = text }]]),
    flatten([for each in var.filter_any_of : [for name, rules in each : [for rule in rules : concat(
      [for text in rule.anything_but == null ? [] : rule.anything_but : { of = name, part = "whole", text = text }],
      [{ of = name, part = "whole", text = rule.equals }, { of = name, part = "end", text = rule.suffix }],
      [for text in [rule.prefix, rule.anything_but_prefix] : { of = name, part = "start", text = text }],
    )]]]),
  ) : each if each.text != null && contains(local.filter_key_names, each.of)]

  # The keys that the names had until contract 1.2.0, under which they are still found.
  filter_earlier_keys = [for each in local.filter_names : {
    end   = replace(lower(each.text), "/[\\s\\p{Z}]+$/", "")
    start = replace(lower(each.text), "/^[\\s\\p{Z}]+/", "")
    whole = trimspace(lower(each.text))
  }[each.part]]

  # ß, the final σ and the dot of an i; what one key of a keyboard types; spaces.
  filter_keys = [for folded in local.filter_folded : trimspace(
    replace(replace(replace(replace(replace(replace(replace(folded,
      "ß", "ss"), "/([\\p{L}\\p{M}])σ([^\\p{L}\\p{M}]|$)/", "$${1}ς$${2}"), "i\u0307", "i"),
    "եւ", "և"), "\u0e4d\u0e32", "\u0e33"), "\u0ecd\u0eb2", "\u0eb3"), "/[\\s\\p{Z}\\x{2800}]+/", " ")
  )]
  filter_folded = [for each in local.filter_names : lower(upper(replace(
    join("", [for letter in split("", each.text) : lookup(local.filter_widths, letter, letter)]), local.filter_invisible, ""
  )))]

  filter_unmatchable = [
    for index, each in local.filter_names : can(regex("[\\p{Co}\\x{FFFD}]", each.text))
    ? "${each.of}: no name holds the characters of \"${each.text}\""
    : "${each.of}: write \"${local.filter_keys[index]}\" instead of \"${each.text}\""
    if each.text != local.filter_earlier_keys[index] || can(regex("[\\p{Cf}\\p{Co}\\x{FFFD}]", each.text))
  ]
}

# Unicode's Default_Ignorable_Code_Point, and letters of full or half width beside the usual ones.
locals {
  filter_invisible = "/[\\x{00AD}\\x{034F}\\x{061C}\\x{115F}\\x{1160}\\x{17B4}\\x{17B5}\\x{180B}-\\x{180F}\\x{200B}-\\x{200F}\\x{202A}-\\x{202E}\\x{2060}-\\x{206F}\\x{3164}\\x{FE00}-\\x{FE0F}\\x{FEFF}\\x{FFA0}\\x{FFF0}-\\x{FFF8}\\x{1BCA0}-\\x{1BCA3}\\x{1D173}-\\x{1D17A}\\x{E0000}-\\x{E0FFF}]/"
  filter_widths = zipmap(
    split("", "！＂＃＄％＆＇（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［＼］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～｡｢｣､･ｦｧｨｩｪｫｬｭｮｯｰｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝ\uff9e\uff9f"),
    split("", "!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン\u3099\u309a"),
  )
}
