"""Draw metrics as GetMetricWidgetImage does.

Source: "GetMetricWidgetImage: Metric Widget Structure and Syntax", Amazon CloudWatch API Reference,
https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Metric-Widget-Structure.html
"""
